import { Button, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../parts/format.ts'
import { type RatedTask, useNames } from '../names.ts'
import { type Cell, heatOf, matrixOf } from './matrix.ts'

interface ConfusionTableProps {
  readonly task: RatedTask
  readonly labels: readonly string[]
  readonly cells: readonly Cell[]
  readonly most: number
  readonly annotator: string | null
  readonly beside: string | null
  readonly chosen: { readonly label: string; readonly other: string } | null
  readonly onCell: (cell: Cell) => void
}

/** A heat map that is a table: numbers for everybody, colour on top, each cell a button. */
export function ConfusionTable({ task, labels, cells, most, annotator, beside, chosen, onCell }: ConfusionTableProps) {
  const { t } = useTranslation('quality')
  const { token } = theme.useToken()
  const names = useNames()
  const matrix = matrixOf(labels, cells, most)
  const border = `1px solid ${token.colorBorderSecondary}`
  const head = { padding: 4, border, fontWeight: 500, background: token.colorFillQuaternary } as const
  return (
    <div style={{ overflow: 'auto', maxHeight: '60vh' }}>
      <table style={{ borderCollapse: 'collapse' }}>
        <caption
          style={{
            captionSide: 'top',
            whiteSpace: 'nowrap',
            textAlign: 'start',
            paddingBottom: 8,
            color: token.colorTextSecondary,
          }}
        >
          {t('confusion.caption', {
            rows: annotator ?? t('confusion.everybody'),
            columns: beside ?? t('confusion.allOthers'),
          })}
        </caption>
        <thead>
          <tr>
            <th style={head} scope="col">
              {t('confusion.corner')}
            </th>
            {matrix.labels.map((label) => (
              <th
                key={label}
                scope="col"
                style={{ ...head, maxWidth: 150, overflowWrap: 'anywhere', verticalAlign: 'bottom' }}
              >
                {names.label(task, label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map((row) => (
            <tr key={row.label}>
              <th scope="row" style={{ ...head, textAlign: 'start', whiteSpace: 'nowrap' }}>
                {names.label(task, row.label)}
              </th>
              {row.cells.map((cell) => (
                <HeatCell
                  key={cell.other}
                  cell={cell}
                  heat={heatOf(cell, matrix.worst)}
                  isChosen={chosen?.label === cell.label && chosen.other === cell.other}
                  name={t('confusion.cell', {
                    label: names.label(task, cell.label),
                    other: names.label(task, cell.other),
                    pairs: cell.pairs,
                  })}
                  onOpen={() => onCell(cell)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface HeatCellProps {
  readonly cell: Cell
  readonly heat: number
  readonly isChosen: boolean
  readonly name: string
  readonly onOpen: () => void
}

function HeatCell({ cell, heat, isChosen, name, onOpen }: HeatCellProps) {
  const { token } = theme.useToken()
  const format = useFormat()
  const colour = cell.label === cell.other ? token.colorSuccess : token.colorError
  const background = heat === 0 ? undefined : `color-mix(in srgb, ${colour} ${heat}%, ${token.colorBgContainer})`
  const outline = isChosen ? `2px solid ${token.colorPrimary}` : undefined
  return (
    <td
      style={{
        padding: 0,
        border: `1px solid ${token.colorBorderSecondary}`,
        background,
        outline,
        textAlign: 'center',
      }}
    >
      {cell.pairs === 0 ? (
        <span style={{ color: token.colorTextTertiary }}>·</span>
      ) : (
        <Button type="text" size="small" block aria-label={name} title={name} aria-pressed={isChosen} onClick={onOpen}>
          {format.number(cell.pairs)}
        </Button>
      )}
    </td>
  )
}
