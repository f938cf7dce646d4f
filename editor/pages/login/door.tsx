import type { ReactNode } from 'react'
import classes from './login.module.css'

/** The page before the login: mark, title, one form. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.door}>
      <div className={classes.box}>
        <img src="/icon.svg" alt="" width={32} height={32} />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}
