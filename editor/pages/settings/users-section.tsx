import { Button, Menu, Select } from '@mantine/core'
import { IconChevronDown, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { ROLES, type Role, type UserView } from '../../../server/model/user.ts'
import { useSession } from '../../api/session.tsx'
import { useChange, useEndpoint } from '../../api/use-api.tsx'
import { Badge } from '../../ui/badge.tsx'
import { DenseTable } from '../../ui/dense-table.tsx'
import { LateRows } from '../../ui/late.tsx'
import { Panel, Section } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { When } from '../../ui/when.tsx'
import { NewUserDialog } from './new-user-dialog.tsx'
import { PasswordDialog } from './password-dialog.tsx'

/** Who may log in, and as what. */
export function UsersSection() {
  const users = useEndpoint('users.list')
  const [creating, setCreating] = useState(false)
  const [resetting, setResetting] = useState<string | null>(null)
  const button = (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      New user
    </Button>
  )
  return (
    <Section
      title="Users"
      description="Viewers look; operators also act on runs; integrators also change flows and connections; admins also manage users and clients."
      actions={button}
    >
      {users.error && <ProblemView problem={users.error.document} onRetry={() => void users.refetch()} />}
      {users.isPending && <LateRows rows={3} />}
      {users.data && (
        <Panel flush>
          <DenseTable label="Users" columns={['Name', 'Role', 'State', 'Created', '']}>
            {users.data.map((user) => (
              <UserRow key={user.name} user={user} onReset={() => setResetting(user.name)} />
            ))}
          </DenseTable>
        </Panel>
      )}
      <NewUserDialog opened={creating} onClose={() => setCreating(false)} />
      <PasswordDialog user={resetting} onClose={() => setResetting(null)} />
    </Section>
  )
}

function UserRow({ user, onReset }: { user: UserView; onReset: () => void }) {
  const session = useSession()
  const update = useChange('users.update')
  const params = { name: user.name }
  const self = 'session' in session && session.session.user === user.name
  return (
    <tr>
      <td>
        {user.name} {self && '(you)'}
      </td>
      <td>
        <Select
          size="xs"
          aria-label={`Role of ${user.name}`}
          data={[...ROLES]}
          value={user.role}
          w={140}
          allowDeselect={false}
          disabled={self || update.isPending}
          onChange={(role) => role && update.mutate({ params, body: { role: role as Role } })}
        />
      </td>
      <td>{user.disabled ? <Badge tone="paused">disabled</Badge> : <Badge tone="ok">may log in</Badge>}</td>
      <td>
        <When at={user.createdAt} />
      </td>
      <td>
        <UserMenu user={user} self={self} onReset={onReset} onDisable={(disabled) => update.mutate({ params, body: { disabled } })} />
      </td>
    </tr>
  )
}

interface UserMenuProps {
  user: UserView
  self: boolean
  onReset: () => void
  onDisable: (disabled: boolean) => void
}

function UserMenu({ user, self, onReset, onDisable }: UserMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-xs" rightSection={<IconChevronDown size={14} />} aria-label={`Change ${user.name}`}>
          Change
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onReset}>Set a new password</Menu.Item>
        <Menu.Item disabled={self} onClick={() => onDisable(!user.disabled)}>
          {user.disabled ? 'Allow to log in' : 'Disable'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
