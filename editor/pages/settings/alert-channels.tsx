import { Button, Group, Stack } from '@mantine/core'
import { IconSend, IconTrash } from '@tabler/icons-react'
import type { AlertChannel, ChannelStatus } from '../../../server/model/alert.ts'
import type { AlertsView } from '../../../server/model/alert-endpoint.ts'
import { PROBLEMS, type ProblemCode } from '../../../server/model/problem-table.ts'
import { useChange } from '../../api/use-api.tsx'
import { Badge } from '../../ui/badge.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { EmptyState, Panel } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { When } from '../../ui/when.tsx'
import { MailFields, WebhookFields } from './alert-channel-fields.tsx'
import { removeChannel } from './alert-draft.ts'
import type { AlertPartProps } from './alert-rules.tsx'

export interface AlertChannelsProps extends AlertPartProps {
  status: readonly ChannelStatus[]
  stored: AlertsView
  /** A test uses what is saved. */
  testable: boolean
}

/** Where alerts are sent, how that goes, and a try. */
export function AlertChannels(props: AlertChannelsProps) {
  const { channels } = props.draft.settings
  if (channels.length === 0)
    return (
      <Panel>
        <EmptyState title="No channels">Alerts are shown above and sent nowhere.</EmptyState>
      </Panel>
    )
  return (
    <Stack gap="sm">
      {channels.map((channel, index) => (
        <ChannelPanel key={channel.id} {...props} channel={channel} place={`channels[${index}]`} />
      ))}
    </Stack>
  )
}

function ChannelPanel({ channel, place, ...props }: AlertChannelsProps & { channel: AlertChannel; place: string }) {
  const { draft, onChange, readOnly, status, stored } = props
  const test = useChange('alerts.test')
  const tryIt = (): void =>
    test.mutate({ params: { id: channel.id } }, { onSuccess: ({ ok }) => ok && notifyDone(`The receiver of ${channel.id} took the test message.`) })
  const testable = props.testable && stored.settings.channels.some(({ id }) => id === channel.id)
  const fields = { draft, onChange, readOnly, errors: props.errors, place, isSet: stored.secrets.includes(channel.id) }
  return (
    <Panel>
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="xs">
            <strong>{channel.id}</strong>
            <ChannelState status={status.find((each) => each.channel === channel.id)} />
          </Group>
          {!readOnly && (
            <ChannelButtons
              id={channel.id}
              busy={test.isPending}
              testable={testable}
              onTest={tryIt}
              onRemove={() => onChange(removeChannel(draft, channel.id))}
            />
          )}
        </Group>
        {test.data?.problem && <ChannelProblem problem={test.data.problem} />}
        {channel.type === 'webhook' ? <WebhookFields {...fields} channel={channel} /> : <MailFields {...fields} channel={channel} />}
      </Stack>
    </Panel>
  )
}

interface ChannelButtonsProps {
  id: string
  busy: boolean
  testable: boolean
  onTest: () => void
  onRemove: () => void
}

function ChannelButtons({ id, busy, testable, onTest, onRemove }: ChannelButtonsProps) {
  return (
    <Group gap="xs">
      <Button
        variant="default"
        size="xs"
        leftSection={<IconSend size={14} />}
        onClick={onTest}
        loading={busy}
        disabled={!testable}
        title={testable ? undefined : 'Save first; the test uses what is saved.'}
        aria-label={`Send a test message by ${id}`}
      >
        Test
      </Button>
      <Button variant="subtle" color="red" size="xs" leftSection={<IconTrash size={14} />} onClick={onRemove} aria-label={`Remove ${id}`}>
        Remove
      </Button>
    </Group>
  )
}

function ChannelProblem({ problem: { code, detail } }: { problem: { code: string; detail: string } }) {
  const kind = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ProblemCode] : PROBLEMS['target.failed']
  // The remedies are about connections; the place of this problem is beside the fields below.
  return <ProblemView problem={{ title: 'The test message was not taken', detail, remedy: kind.title, code }} />
}

function ChannelState({ status }: { status: ChannelStatus | undefined }) {
  if (!status) return <Badge>not saved</Badge>
  const { sentAt, problem, waiting } = status
  const rest = waiting > 0 ? `${waiting} waiting` : ''
  if (problem)
    return (
      <span title={problem.detail}>
        <Badge tone="problem">failing</Badge> {problem.detail} {rest}
      </span>
    )
  if (sentAt === null) return <Badge>nothing sent yet</Badge>
  return (
    <span>
      <Badge tone="ok">works</Badge> last sent <When at={sentAt} /> {rest}
    </span>
  )
}
