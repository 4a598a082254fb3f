import { useNavigate } from '@tanstack/react-router'
import { withQuery } from '../../api.ts'
import { useProgramme } from '../../programme.ts'
import { useGet } from '../../queries.ts'
import type { Currency, Page } from '../../replies.ts'
import { Select } from '../../ui/select.tsx'

/** Which points are shown, where a programme has several kinds. */
export function CurrencyChoice() {
  const { programme, websiteId, currency } = useProgramme()
  const { data } = useGet<Page<Currency>>(
    withQuery('/loyalty/currencies', { limit: '100', websiteId }),
  )
  const navigate = useNavigate()
  const usual = programme?.loyaltyCurrencyId ?? ''
  if (!data || data.data.length < 2) return null
  return (
    <Select
      className="choice"
      label="Currency"
      value={currency ?? usual}
      options={data.data.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) =>
        void navigate({
          to: '.',
          search: (now) => ({ ...now, currency: id === usual ? undefined : id }),
          replace: true,
        })
      }
    />
  )
}
