import { Collapse, Flex, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { IdText } from '../../parts/IdText.tsx'
import type { Evaluation } from './answers.ts'
import { conversationPath } from './paths.ts'
import { useSkill } from './queries.ts'

type Check = Evaluation['skills'][number]

/** Good conversations that must not break, message by message. */
export function SkillChecks({ skills }: { skills: readonly Check[] }) {
  const { t } = useTranslation('models')
  if (skills.length === 0) return <Typography.Text type="secondary">{t('skills.none')}</Typography.Text>
  const bySkill = [...Map.groupBy(skills, (check) => check.skill_id)]
  const broken = skills.filter((check) => check.broken).length
  return (
    <Collapse
      ghost
      size="small"
      items={[
        {
          key: 'skills',
          label: t('skills.checked', { skills: bySkill.length, messages: skills.length, broken }),
          children: bySkill.map(([id, checks]) => <SkillLine key={id} id={id} checks={checks} />),
        },
      ]}
    />
  )
}

function SkillLine({ id, checks }: { id: string; checks: readonly Check[] }) {
  const { t } = useTranslation('models')
  const nameOf = useCodeName()
  const skill = useSkill(id).data
  return (
    <Flex vertical gap={2}>
      <Flex gap="small" align="center">
        <Typography.Text strong>{skill?.name ?? id}</Typography.Text>
        {skill !== undefined && <IdText id={skill.conversation_id} to={conversationPath(skill.conversation_id)} />}
      </Flex>
      {checks.map((check) => (
        <Flex key={`${check.task} ${check.text_id}`} gap="small" align="center">
          <Tag color={check.broken ? 'error' : 'default'}>{t(check.broken ? 'skills.broken' : 'skills.held')}</Tag>
          {nameOf('task', check.task)} <code>{check.label}</code>
          {check.after !== check.label && <span>{t('skills.said', { label: check.after })}</span>}
        </Flex>
      ))}
    </Flex>
  )
}
