/** The record as a spreadsheet keeps it: students by their code, personal values left out. */
import type { AuditRecord } from "#domain/audit/records";
import type { SchoolWords } from "#kernel/school-words";

import { phraseOf } from "./audit-phrases";
import type { Place } from "./audit-phrases";
import { momentText, whoActed } from "./audit-words";

export const auditHeader = ({ batch }: SchoolWords) => [
  "at",
  "when",
  "who",
  "did",
  "student",
  batch,
  "why",
  "kind",
  "action",
  "what",
  "what id",
  "before",
  "after",
  "request",
  "record",
];

export const auditCells = (record: AuditRecord, place: Place): (string | null)[] => [
  new Date(record.at).toISOString(),
  momentText(record.at, place),
  whoActed(record),
  phraseOf(record, { who: record.subjectCode ?? "somebody", count: 1, place }),
  record.subjectCode,
  record.batchCode,
  record.reason,
  record.kind,
  record.action,
  record.entity,
  record.entityId,
  record.before ? JSON.stringify(record.before) : null,
  record.after ? JSON.stringify(record.after) : null,
  record.requestId,
  record.id,
];
