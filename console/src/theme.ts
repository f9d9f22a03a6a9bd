import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const teal: MantineColorsTuple = ['#eef9f6', '#d9f0ea', '#b3e1d6', '#86cfbf', '#5dbda9', '#3fae98', '#27917f', '#187567', '#11655a', '#0b544b']

export const theme = createTheme({
  colors: { teal },
  primaryColor: 'teal',
  primaryShade: { light: 8, dark: 7 },
  fontSizes: { md: '0.9375rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.05rem', lineHeight: '1.4' } } },
})

// Quiet text must be readable too: 4.5 to 1 against every ground that it stands on.
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfcfc', '--mantine-color-dimmed': '#566069', '--mantine-color-placeholder': '#69727b', '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#0b6b62',
    '--ov-panel': '#ffffff', '--ov-line': '#e3e8ea', '--ov-hover': '#f1f5f5', '--ov-side': '#f4f7f7', '--ov-strong': '#0f1f24',
    '--ov-good': '#0b6b3a', '--ov-busy': '#175cd3', '--ov-warn': '#93500a', '--ov-bad': '#b42318', '--ov-quiet': '#566069',
  },
  dark: {
    '--mantine-color-body': '#10171a', '--mantine-color-dimmed': '#a3afb6', '--mantine-color-placeholder': '#93a0a8', '--mantine-color-error': '#ff9b8f',
    '--mantine-color-anchor': '#5eead4',
    '--ov-panel': '#172024', '--ov-line': '#2a363b', '--ov-hover': '#1f2a2f', '--ov-side': '#131b1e', '--ov-strong': '#f2f6f6',
    '--ov-good': '#6ee7a8', '--ov-busy': '#93c5fd', '--ov-warn': '#fcd34d', '--ov-bad': '#ff9b8f', '--ov-quiet': '#a3afb6',
  },
})
