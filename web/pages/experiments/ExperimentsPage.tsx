import { Route, Routes } from 'react-router'
import { ExperimentPage } from './ExperimentPage.tsx'
import { ListPage } from './ListPage.tsx'

/** /experiments, /experiments/:experiment. */
export default function ExperimentsPage() {
  return (
    <Routes>
      <Route index element={<ListPage />} />
      <Route path=":experiment" element={<ExperimentPage />} />
    </Routes>
  )
}
