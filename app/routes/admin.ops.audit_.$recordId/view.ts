import type { AuditRecordPage } from "#domain/audit/get-audit-record";
import type { AuditRecord } from "#domain/audit/records";

import { fieldsOf } from "../../audit-fields";
import { actionText, nounOf } from "../../audit-phrases";
import type { Place } from "../../audit-phrases";
import { actsOf, momentText, sentenceOf, whoActed } from "../../audit-words";
import { paths } from "../../paths";
import { shownAct } from "../admin.ops.audit/view";
import type { RecordView } from "./screen";

const keptBackTexts = {
  role: "Personal values are kept apart, and your role does not show them.",
  erased: "Personal values were kept apart and have been erased since.",
};

/** One record: the sentence, its facts, what it holds, and what else the same request did. */
export function recordView({ record, personal, keptBack, request }: AuditRecordPage, place: Place): RecordView {
  const about = (id: string) => `${paths.audit()}?about=${id}`;
  return {
    sentence: `${sentenceOf(record, place)}.`,
    facts: [
      { term: "When", text: momentText(record.at, place), href: null },
      {
        term: "Who",
        text: whoActed(record),
        href: record.actor.startsWith("member:") ? `${paths.audit()}?by=${record.actor.slice(7)}` : null,
      },
      ...(actedFor(record)
        ? [
            {
              term: "On behalf of",
              text: record.onBehalfName ?? "Somebody who left",
              href: `${paths.audit()}?for=${actedFor(record)}`,
            },
          ]
        : []),
      ...(record.subjectId
        ? [
            {
              term: "To whom",
              text: [record.subjectName ?? "Somebody who left", record.subjectCode].filter(Boolean).join(", "),
              href: about(record.memberId ?? record.subjectId),
            },
          ]
        : []),
      ...(record.batchCode
        ? [{ term: place.words.Batch, text: record.batchCode, href: `${paths.audit()}?batch=${record.batchCode}` }]
        : []),
      { term: "Why", text: record.reason ?? "No reason was asked for.", href: null },
      {
        term: "Action",
        text: actionText(record.action, place.words),
        href: `${paths.audit()}?action=${record.action}`,
      },
      { term: "What", text: nounOf(record.entity, place.words), href: null },
      ...(record.requestId
        ? [
            {
              term: "Request",
              text: record.requestId,
              href: `${paths.audit()}?request=${encodeURIComponent(record.requestId)}`,
            },
          ]
        : []),
    ],
    fields: fieldsOf(record, place, personal),
    keptBack: keptBack ? keptBackTexts[keptBack] : null,
    request: actsOf(request, place).map((act) => shownAct(act, place)),
    backHref: paths.audit(),
  };
}

/** Whom Hub acted for, where that is not who acted. */
const actedFor = ({ actor, onBehalfOf }: AuditRecord): string | null =>
  onBehalfOf?.startsWith("member:") && onBehalfOf !== actor ? onBehalfOf.slice(7) : null;
