import { actions } from "#kernel/actions";
import type { AskedAudit, AuditPage } from "#domain/audit/list-audit";
import { auditList } from "#domain/audit/list-audit";

import { fieldsOf } from "../../audit-fields";
import { actionText, knownEntities, nounOf } from "../../audit-phrases";
import type { Place } from "../../audit-phrases";
import { actsOf, momentText } from "../../audit-words";
import type { Act } from "../../audit-words";
import { listFrame } from "../../list-frame";
import { paths } from "../../paths";
import type { ShownAct } from "./act-list";
import type { AuditView } from "./screen";

/** The record as a manager reads it: one sentence for each command, with what it changed beneath. */
export function auditView(page: AuditPage, asked: AskedAudit, place: Place): AuditView {
  const frame = listFrame(auditList, asked, paths.audit(), page.next);
  const { filters } = asked;
  const { words } = place;
  const acts = actsOf(page.records, place).map((act) => shownAct(act, place));
  const options = (values: readonly string[], text: (value: string) => string) =>
    values.map((value) => ({ value, label: text(value) })).toSorted((a, b) => a.label.localeCompare(b.label));
  return {
    frame,
    about: page.about,
    acts,
    pageText: pageText(page, acts.length, place),
    sealText: sealText(page, place),
    exportForm: { action: paths.auditExport(), filter: frame.search },
    fields: [
      { kind: "search", name: "q", label: "Reason", value: filters.q ?? "", hint: "Any part of a reason" },
      {
        kind: "select",
        name: "by",
        label: "Who",
        value: filters.by ?? "",
        any: "Anybody",
        options: [
          { value: "hub", label: "Hub by itself" },
          ...page.staff.map(({ id, name }) => ({ value: id, label: name })),
        ],
      },
      {
        kind: "select",
        name: "for",
        label: "On behalf of",
        value: filters.for ?? "",
        any: "Anybody",
        options: page.staff.map(({ id, name }) => ({ value: id, label: name })),
      },
      {
        kind: "text",
        name: "about",
        label: "To whom",
        value: page.about?.code ?? filters.about ?? "",
        hint: "MD-1001",
      },
      { kind: "text", name: "batch", label: words.Batch, value: filters.batch ?? "", hint: "AWS-14" },
      {
        kind: "select",
        name: "entity",
        label: "What",
        value: filters.entity ?? "",
        any: "Anything",
        options: options(knownEntities, (one) => capital(nounOf(one, words))),
      },
      {
        kind: "select",
        name: "action",
        label: "Action",
        value: filters.action ?? "",
        any: "Any action",
        options: options(knownActions, (one) => actionText(one, words)),
      },
      {
        kind: "select",
        name: "kind",
        label: "Kind",
        value: filters.kind ?? "",
        any: "Every kind",
        options: Object.entries(kindWords).map(([value, label]) => ({ value, label })),
      },
      { kind: "day", name: "from", label: "From", value: filters.from ?? "" },
      { kind: "day", name: "until", label: "Until", value: filters.until ?? "" },
      { kind: "text", name: "request", label: "Request", value: filters.request ?? "", hint: "As in the log" },
    ],
  };
}

/** Signing in and out is nobody's permission, and recorded all the same. */
const knownActions = [...Object.keys(actions), "auth.signed_in", "auth.signed_out", "auth.staff_denied"];
const kindWords = { change: "Changes", read: "Readings", auth: "Sign-ins", export: "Exports" };
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function pageText(page: AuditPage, acts: number, place: Place): string {
  const shown = `${acts} ${acts === 1 ? "act" : "acts"} on this page`;
  if (!page.lookedBackTo) return page.next ? shown : `${shown}, and nothing older`;
  return `${shown}. Looked back to ${momentText(page.lookedBackTo.replace(" ", "T").replace(/\+00$/, "Z"), place)}; the next page looks further`;
}

/** What was recorded up to then can be altered by nobody without `npm run verify:audit` finding it. */
function sealText({ sealed }: AuditPage, place: Place): string {
  if (!sealed) return "Not sealed yet: Hub does that every night after 4 am";
  const records = new Intl.NumberFormat(place.locale).format(sealed.records);
  return `Sealed up to ${momentText(sealed.at, place)} · ${records} ${sealed.records === 1 ? "record" : "records"}`;
}

export function shownAct(act: Act, place: Place): ShownAct {
  return {
    id: act.id,
    text: act.text,
    when: act.when,
    why: act.why,
    kind: act.kind === "change" ? null : kindWords[act.kind],
    request: act.requestId ? `${paths.audit()}?request=${encodeURIComponent(act.requestId)}` : null,
    records: act.records.map((record) => ({
      id: record.id,
      href: paths.auditRecord(record.id),
      title: [
        capital(nounOf(record.entity, place.words)),
        record.subjectCode ?? record.subjectName,
        record.batchCode,
        record.thing,
      ]
        .filter(Boolean)
        .join(" · "),
      fields: fieldsOf(record, place),
    })),
  };
}
