import { Kbd } from '@mantine/core'
import { useOs } from '@mantine/hooks'

/** A shortcut as keycaps, in the notation of the reader's system. */
export function Keys({ shortcut }: { shortcut: string }) {
  const mac = useOs() === 'macos'
  const parts = shortcut === '+' ? ['+'] : shortcut.split('+').map((part) => part.trim())
  const shown = parts.at(-1) === '?' ? ['?'] : parts
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      {shown.map((part, index) => (
        <Kbd key={index} size="xs" ml={index === 0 ? 0 : 4}>
          {nameOf(part, mac)}
        </Kbd>
      ))}
    </span>
  )
}

function nameOf(part: string, mac: boolean): string {
  if (part.toLowerCase() === 'mod') return mac ? 'Cmd' : 'Ctrl'
  return part.slice(0, 1).toUpperCase() + part.slice(1)
}
