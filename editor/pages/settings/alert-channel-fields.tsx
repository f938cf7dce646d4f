import { Button, Checkbox, Group, NumberInput, PasswordInput, SimpleGrid, TagsInput, TextInput } from '@mantine/core'
import type { AlertChannel } from '../../../server/model/alert.ts'
import { changeChannel, newSecret, typeSecret } from './alert-draft.ts'
import type { AlertPartProps } from './alert-rules.tsx'

type Kind<T extends AlertChannel['type']> = Extract<AlertChannel, { type: T }>

interface FieldsProps<T extends AlertChannel['type']> extends AlertPartProps {
  channel: Kind<T>
  /** Of its problems. */
  place: string
  /** A secret is stored. */
  isSet: boolean
}

const placeholder = (isSet: boolean): string => (isSet ? 'set; type to replace it' : 'not set')
const LOCAL = 'Allow an address on the machine or link of the server'

/** Address and signing secret. */
export function WebhookFields({ channel, draft, onChange, errors, place, isSet, readOnly }: FieldsProps<'webhook'>) {
  const change = (part: Partial<Kind<'webhook'>>): void => onChange(changeChannel(draft, { ...channel, ...part }))
  const type = (value: string): void => onChange(typeSecret(draft, channel.id, value))
  return (
    <>
      <TextInput
        label="Address"
        value={channel.url}
        error={errors[`${place}.url`]}
        readOnly={readOnly}
        onChange={(event) => change({ url: event.currentTarget.value })}
      />
      <Group align="flex-end" gap="xs">
        <TextInput
          flex={1}
          label="Signing secret"
          description="Give it to the receiver as well; once saved it is not shown again."
          placeholder={placeholder(isSet)}
          value={draft.secrets[channel.id] ?? ''}
          error={errors[`secrets.${channel.id}`]}
          readOnly={readOnly}
          autoComplete="off"
          data-1p-ignore
          onChange={(event) => type(event.currentTarget.value)}
        />
        {!readOnly && (
          <Button variant="default" onClick={() => type(newSecret((bytes) => crypto.getRandomValues(bytes)))}>
            Make one
          </Button>
        )}
      </Group>
      <Checkbox label={LOCAL} checked={channel.local} disabled={readOnly} onChange={(event) => change({ local: event.currentTarget.checked })} />
    </>
  )
}

/** Server, login and addresses. */
export function MailFields(props: FieldsProps<'email'>) {
  const { channel, draft, onChange, errors, place, readOnly } = props
  const change = (part: Partial<Kind<'email'>>): void => onChange(changeChannel(draft, { ...channel, ...part }))
  const field = (name: keyof Kind<'email'>) => ({ error: errors[`${place}.${name}`], readOnly })
  // The first wrong address of the list stands for all of them.
  const to = errors[`${place}.to`] ?? Object.entries(errors).find(([path]) => path.startsWith(`${place}.to[`))?.[1]
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput {...field('host')} label="Mail server" value={channel.host} onChange={(event) => change({ host: event.currentTarget.value })} />
        <NumberInput
          {...field('port')}
          label="Port"
          value={Number.isNaN(channel.port) ? '' : channel.port}
          min={1}
          max={65_535}
          hideControls
          onChange={(port) => change({ port: typeof port === 'number' ? port : Number.NaN })}
        />
        <MailLogin {...props} />
        <TextInput {...field('from')} label="From" value={channel.from} onChange={(event) => change({ from: event.currentTarget.value })} />
        <TagsInput label="To" value={channel.to} error={to} readOnly={readOnly} splitChars={[',', ';', ' ']} onChange={(next) => change({ to: next })} />
      </SimpleGrid>
      <Checkbox
        label="TLS from the first byte (port 465); otherwise STARTTLS, which a password needs"
        checked={channel.secure}
        disabled={readOnly}
        onChange={(event) => change({ secure: event.currentTarget.checked })}
      />
      <Checkbox label={LOCAL} checked={channel.local} disabled={readOnly} onChange={(event) => change({ local: event.currentTarget.checked })} />
    </>
  )
}

function MailLogin({ channel, draft, onChange, errors, place, isSet, readOnly }: FieldsProps<'email'>) {
  const { user, ...rest } = channel
  const named = (text: string): void => onChange(changeChannel(draft, text === '' ? rest : { ...rest, user: text }))
  return (
    <>
      <TextInput
        label="User"
        value={user ?? ''}
        error={errors[`${place}.user`]}
        readOnly={readOnly}
        autoComplete="off"
        onChange={(event) => named(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        placeholder={placeholder(isSet)}
        value={draft.secrets[channel.id] ?? ''}
        error={errors[`secrets.${channel.id}`]}
        readOnly={readOnly}
        autoComplete="off"
        data-1p-ignore
        onChange={(event) => onChange(typeSecret(draft, channel.id, event.currentTarget.value))}
      />
    </>
  )
}
