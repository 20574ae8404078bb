import { Grid } from 'antd'

/** A phone or a small window: one thing at a time, large targets. */
export const useNarrow = (): boolean => !(Grid.useBreakpoint().lg ?? true)
