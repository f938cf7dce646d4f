import { PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import type { ConnectorView } from '../../../server/model/connection.ts'
import type { AuthScheme } from '../../../server/model/connector.ts'
import { credentialFields, type ConnectionDraft } from './connection-draft.ts'

const SCHEMES: Record<AuthScheme['type'], string> = {
  none: 'No login',
  apiKey: 'API key',
  basic: 'User and password (basic)',
  bearer: 'Bearer token',
  oauth2: 'OAuth 2 client credentials',
  session: 'User and password (session)',
}
const LABELS: Record<string, string> = {
  apiKey: 'API key',
  username: 'User',
  password: 'Password',
  token: 'Token',
  clientId: 'Client id',
  clientSecret: 'Client secret',
}

interface CredentialFieldsProps {
  draft: ConnectionDraft
  onChange: (next: ConnectionDraft) => void
  connector: ConnectorView | undefined
  set: ReadonlySet<string>
  errors: Record<string, string>
  readOnly: boolean
}

/** How to log in, and the secrets for it: write-only, a stored one shows as "set". */
export function CredentialFields({ draft, onChange, connector, set, errors, readOnly }: CredentialFieldsProps) {
  const { auth } = draft.connection
  const schemes = (connector?.auth ?? []).map(({ type }) => ({ value: type, label: SCHEMES[type] }))
  const choose = (next: AuthScheme['type']): void => onChange({ connection: { ...draft.connection, auth: next }, credentials: {} })
  const type = (name: string, value: string): void => onChange({ ...draft, credentials: { ...draft.credentials, [name]: value } })
  return (
    <Stack gap="sm">
      {schemes.length > 1 && (
        <Select label="How to log in" data={schemes} value={auth} onChange={(next) => next && choose(next)} allowDeselect={false} readOnly={readOnly} />
      )}
      {auth === 'none' && <span>This connection sends no credentials.</span>}
      {credentialFields(draft).map((name) => {
        const Input = name === 'username' || name === 'clientId' ? TextInput : PasswordInput
        return (
          <Input
            key={name}
            label={LABELS[name] ?? name}
            value={draft.credentials[name] ?? ''}
            onChange={(event) => type(name, event.currentTarget.value)}
            placeholder={set.has(name) ? 'set; type to replace it' : 'not set'}
            error={errors[`credentials.${name}`]}
            readOnly={readOnly}
            autoComplete="off"
            data-1p-ignore
          />
        )
      })}
    </Stack>
  )
}
