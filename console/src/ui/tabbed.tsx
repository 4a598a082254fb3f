import { Tabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

export interface TabSpec {
  value: string
  text: string
  content: ReactNode
  /** Stays as it is while another panel is in sight. */
  isKept?: boolean
}

interface TabbedProps {
  value: string
  tabs: readonly TabSpec[]
  onChange: (value: string) => void
}

/** Panels of which one is in sight. A tab that is not there, as in an old address, is the first one. */
export function Tabbed({ value, tabs, onChange }: TabbedProps) {
  const known = tabs.some((tab) => tab.value === value) ? value : tabs[0]?.value
  return (
    <Tabs.Root className="tabbed" value={known} onValueChange={(next) => onChange(String(next))}>
      <Tabs.List className="tabs">
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.value} value={tab.value} className="tab">
            {tab.text}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel
          key={tab.value}
          value={tab.value}
          className="panel"
          keepMounted={tab.isKept ?? false}
        >
          {tab.content}
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  )
}
