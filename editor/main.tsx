import './jitless.ts'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './ui/base.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { createApi } from './api/api.ts'
import { toApiProblem } from './api/api-problem.ts'
import { cachedCsrf } from './api/session.tsx'
import { ApiProvider, endpointKey } from './api/use-api.tsx'
import { App } from './app.tsx'
import { FLOW_TRIED } from './pages/flows/checklist-state.ts'
import { notifyProblem } from './ui/notify-problem.tsx'
import { resolveCssVariables, theme } from './ui/theme.ts'

const mutationCache = new MutationCache({
  onError(error, ...rest) {
    const [, , mutation] = rest
    const { document } = toApiProblem(error)
    if (!mutation.meta?.['quiet'] && document.status !== 401) notifyProblem(document)
  },
})
const queries = new QueryClient({
  mutationCache,
  defaultOptions: { queries: { staleTime: 5_000, retry: (count, error) => count < 2 && toApiProblem(error).offline } },
})
const api = createApi({
  fetch: (input, init) => fetch(input, init),
  csrf: () => cachedCsrf(queries),
  onDone: (id) => id === 'flows.try' && localStorage.setItem(FLOW_TRIED, 'true'),
  onUnauthenticated: () => void queries.refetchQueries({ queryKey: endpointKey('session.read') }),
})

createRoot(document.getElementById('root')!).render(
  <MantineProvider theme={theme} cssVariablesResolver={resolveCssVariables} defaultColorScheme="auto">
    <Notifications position="bottom-right" limit={4} />
    <QueryClientProvider client={queries}>
      <ApiProvider api={api}>
        <App />
      </ApiProvider>
    </QueryClientProvider>
  </MantineProvider>,
)
