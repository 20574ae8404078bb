import { Route, Routes } from 'react-router'
import { SnapshotPage } from './SnapshotPage.tsx'
import { VersionPage } from './VersionPage.tsx'
import { VersionsPage } from './VersionsPage.tsx'

/** /models, /models/:bundle, /models/snapshots/:snapshot. */
export default function ModelsPage() {
  return (
    <Routes>
      <Route index element={<VersionsPage />} />
      <Route path="snapshots/:snapshot" element={<SnapshotPage />} />
      <Route path=":bundle" element={<VersionPage />} />
    </Routes>
  )
}
