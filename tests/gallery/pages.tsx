import type { ReactElement } from "react";

import { auditPages } from "./audit-pages";
import { attendancePages } from "./attendance-pages";
import { batchListPages } from "./batch-list-pages";
import { batchPages } from "./batch-pages";
import { schedulePages } from "./schedule-pages";
import { cancelPages } from "./cancel-pages";
import { announcePages } from "./announce-pages";
import { holidayPages } from "./holiday-pages";
import { hostPages } from "./host-pages";
import { consolePages } from "./console-pages";
import { listPages } from "./list-pages";
import { peoplePages } from "./people-pages";
import { importPages } from "./import-pages";
import { plainPages } from "./plain-pages";
import { studentRecordPages } from "./student-record";
import { studentPages } from "./student-pages";

export type GalleryPage = { name: string; title: string; brand: string | null; screen: ReactElement };

const brandOf = (screen: ReactElement): string | null => {
  const props: { tenant?: { brand: string } | null } = screen.props;
  return props.tenant?.brand ?? null;
};

/** Every screen in every state that looks different. */
export const galleryPages: GalleryPage[] = Object.entries({
  ...plainPages,
  ...studentPages,
  ...consolePages,
  ...listPages,
  ...attendancePages,
  ...auditPages,
  ...peoplePages,
  ...importPages,
  ...studentRecordPages,
  ...batchListPages,
  ...batchPages,
  ...schedulePages,
  ...cancelPages,
  ...announcePages,
  ...holidayPages,
  ...hostPages,
}).map(([name, screen]) => ({ name, title: name, brand: brandOf(screen), screen }));
