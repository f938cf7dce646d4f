import {
  createTheme,
  Button,
  Input,
  InputWrapper,
  Menu,
  Modal,
  PasswordInput,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core'

const teal: MantineColorsTuple = ['#eef7f6', '#d9edeb', '#b2dad6', '#86c4bf', '#5aaea8', '#35958e', '#1d7f78', '#0f6b65', '#0b5751', '#07423e']
const gray: MantineColorsTuple = ['#f8f9fa', '#f1f3f4', '#e6e8ea', '#d9dcdf', '#c3c7cc', '#9aa0a7', '#727981', '#565c64', '#3b4046', '#22262a']
const dark: MantineColorsTuple = ['#d6d9dd', '#b9bec5', '#979da6', '#727984', '#454b55', '#383d46', '#2b2f37', '#1d2025', '#17191d', '#101215']

const quick = { transitionProps: { duration: 100 } }

/** Neutral greys, one accent, small corners, two text sizes (13 and 12 px) and one heading (18 px). */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 6 },
  colors: { teal, gray, dark },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '18px', lineHeight: '24px' }, h2: { fontSize: '15px', lineHeight: '20px' }, h3: { fontSize: '13px', lineHeight: '20px' } },
  },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'xs' },
      vars: (_theme, { size }) => ({ root: size === 'xs' ? { '--button-height': '32px', '--button-fz': '13px' } : { '--button-fz': '13px' } }),
    }),
    Input: Input.extend({
      defaultProps: { size: 'sm' },
      vars: (_theme, { size }) => ({ wrapper: { '--input-height': size === 'xs' ? '28px' : '32px', '--input-fz': '13px' } }),
    }),
    InputWrapper: InputWrapper.extend({
      defaultProps: { size: 'sm' },
      vars: () => ({
        label: { '--input-label-size': '13px', '--input-asterisk-color': 'var(--mantine-color-error)' },
        description: { '--input-description-size': '12px' },
        error: { '--input-error-size': '12px' },
        success: { '--input-success-size': '12px' },
      }),
    }),
    PasswordInput: PasswordInput.extend({ defaultProps: { visibilityToggleButtonProps: { 'aria-label': 'Show what is typed' } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, ...quick } }),
    Menu: Menu.extend({ defaultProps: quick }),
    Modal: Modal.extend({
      defaultProps: { ...quick, overlayProps: { backgroundOpacity: 0.4 }, closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: { fontSize: 15, fontWeight: 600 } },
    }),
  },
})

const lightColours = {
  '--mantine-color-body': '#ffffff',
  '--mantine-color-text': '#1f2328',
  '--mantine-color-dimmed': '#5b626a',
  '--mantine-color-placeholder': '#6c737b',
  '--mantine-color-error': '#b3261e',
  '--pb-page': '#f6f7f8',
  '--pb-panel': '#ffffff',
  '--pb-hover': '#f1f3f4',
  '--pb-line': '#dfe2e5',
  '--pb-ok': '#1b7337',
  '--pb-ok-soft': '#e4f4e8',
  '--pb-wait': '#1a63b0',
  '--pb-wait-soft': '#e3effb',
  '--pb-problem': '#b3261e',
  '--pb-problem-soft': '#fcebe9',
  '--pb-paused': '#865300',
  '--pb-paused-soft': '#fbf0da',
  '--pb-personal': '#7a3aa8',
  '--pb-personal-soft': '#f4eafb',
}

const darkColours = {
  '--mantine-color-red-light-color': '#ff9a90',
  '--mantine-color-teal-light-color': '#86c4bf',
  '--mantine-color-body': '#1d2025',
  '--mantine-color-text': '#dfe2e6',
  '--mantine-color-dimmed': '#a0a6af',
  '--mantine-color-placeholder': '#8b919b',
  '--mantine-color-error': '#ff9a90',
  '--pb-page': '#15171a',
  '--pb-panel': '#1d2025',
  '--pb-hover': '#272b32',
  '--pb-line': '#343942',
  '--pb-ok': '#6cc98a',
  '--pb-ok-soft': '#1b3325',
  '--pb-wait': '#7db6f2',
  '--pb-wait-soft': '#1b2d42',
  '--pb-problem': '#ff9a90',
  '--pb-problem-soft': '#43211f',
  '--pb-paused': '#e6b35c',
  '--pb-paused-soft': '#3a2d15',
  '--pb-personal': '#cfa0f0',
  '--pb-personal-soft': '#33243f',
}

/**
 * Colours with a meaning, for both schemes: `--pb-<ok|wait|problem|paused|personal>` for text and icons (4.5:1 on the page)
 * and `--pb-<...>-soft` for surfaces; `--pb-line` for borders, `--pb-page`, `--pb-panel` and `--pb-hover` for grounds.
 */
export const resolveCssVariables: CSSVariablesResolver = () => ({ variables: {}, light: lightColours, dark: darkColours })
