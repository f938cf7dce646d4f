import {
  IconAlertTriangle,
  IconApi,
  IconArrowsExchange,
  IconArrowsJoin,
  IconArrowsSplit,
  IconBox,
  IconCalendarTime,
  IconCornerUpLeft,
  IconEdit,
  IconFileSearch,
  IconFilter,
  IconGitFork,
  IconNote,
  IconPlugConnected,
  IconShieldCheck,
  IconSitemap,
  IconTableAlias,
  IconUserSearch,
  IconWebhook,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'

/** The icons that kinds may name. Each is bundled by name, since the whole family is far too large to ship. */
const ICONS: Readonly<Record<string, ComponentType<{ size?: number; 'aria-hidden'?: boolean }>>> = {
  'alert-triangle': IconAlertTriangle,
  api: IconApi,
  'arrows-exchange': IconArrowsExchange,
  'arrows-join': IconArrowsJoin,
  'arrows-split': IconArrowsSplit,
  'calendar-time': IconCalendarTime,
  'corner-up-left': IconCornerUpLeft,
  edit: IconEdit,
  'file-search': IconFileSearch,
  filter: IconFilter,
  'git-fork': IconGitFork,
  note: IconNote,
  'plug-connected': IconPlugConnected,
  'shield-check': IconShieldCheck,
  sitemap: IconSitemap,
  'table-alias': IconTableAlias,
  'user-search': IconUserSearch,
  webhook: IconWebhook,
}

/** The icon a spec names; a box for a name that is not bundled. */
export function NodeIcon({ name, size = 16 }: { name: string; size?: number }) {
  const Icon = (Object.hasOwn(ICONS, name) ? ICONS[name] : undefined) ?? IconBox
  return <Icon size={size} aria-hidden />
}

/** Is this icon bundled? */
export const hasIcon = (name: string): boolean => Object.hasOwn(ICONS, name)
