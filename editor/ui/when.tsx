import { useEffect, useState } from 'react'

/** A moment in words of the reader ("3 min ago", later the date); the exact time on hover. */
export function When({ at }: { at: string }) {
  const now = useNow(30_000)
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {whenText(new Date(at), now)}
    </time>
  )
}

/** The present time, renewed every `everyMs`. */
export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** "just now", "5 min ago", "3 h ago", then the day. */
export function whenText(at: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`
  return at.toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' })
}
