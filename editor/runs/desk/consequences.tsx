import { List } from '@mantine/core'

/** What an act will do, one line for each thing. */
export function Consequences({ lines }: { lines: readonly string[] }) {
  return (
    <List aria-label="What it will do" spacing={4}>
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  )
}
