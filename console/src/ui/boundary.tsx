import { Component, type ReactNode } from 'react'
import { Broken } from './states'

// ErrorBoundary shows a page that says what to do in the place of one that broke.
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? <Broken again={() => location.reload()} /> : this.props.children
  }
}
