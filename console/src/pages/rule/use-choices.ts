import { useMemo } from 'react'
import { useGet } from '../../queries.ts'
import type { Currency, Group, Page } from '../../replies.ts'

/** For fields that name a record, by their widget: which there are. While they are not known, the id itself is typed. */
export function useChoices() {
  const currencies = useGet<Page<Currency>>('/loyalty/currencies?limit=100').data
  const groups = useGet<Page<Group>>('/loyalty/rule_groups?limit=100').data
  return useMemo(
    () => ({
      ...(currencies ? { currency: optionsOf(currencies) } : {}),
      ...(groups ? { ruleGroup: optionsOf(groups) } : {}),
    }),
    [currencies, groups],
  )
}

function optionsOf({ data }: Page<{ id: string; name: string }>) {
  return data.map(({ id, name }) => ({ value: id, label: name }))
}
