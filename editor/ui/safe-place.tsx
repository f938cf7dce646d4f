import { Component, type ReactNode } from 'react'
import { ProblemView } from './problem-view.tsx'

const BROKEN = {
  title: 'This screen has failed',
  detail: 'The editor met an unexpected error while it drew the screen. What was saved is safe.',
  remedy: 'Try again, or reload the page.',
}

/** Keeps an error of one screen from taking the frame with it. Give it the address as `key`, so that another screen starts afresh. */
export class SafePlace extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div style={{ padding: 24 }}>
        <ProblemView problem={BROKEN} onRetry={() => this.setState({ failed: false })} />
      </div>
    )
  }
}
