import { Flex } from 'antd'
import { type ReactNode, useId } from 'react'

interface FieldProps {
  readonly label: string
  /** How the field shares a row with others. */
  readonly flex?: string
  /** Draws the control under this id. */
  readonly children: (id: string) => ReactNode
}

/** A control with its name above it. */
export function Field({ label, flex, children }: FieldProps) {
  const id = useId()
  return (
    <Flex vertical gap={2} style={flex === undefined ? undefined : { flex }}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </Flex>
  )
}
