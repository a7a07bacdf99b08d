import type { ReactElement } from "react";

import type { ShownAct } from "../../app/routes/admin.ops.audit/act-list";
import { AuditScreen } from "../../app/routes/admin.ops.audit/screen";
import type { AuditView } from "../../app/routes/admin.ops.audit/screen";
import { RecordScreen } from "../../app/routes/admin.ops.audit_.$recordId/screen";
import type { RecordView } from "../../app/routes/admin.ops.audit_.$recordId/screen";
import { consolePlaces, nimbus, ravi } from "./world";

const act = (id: string, text: string, more: Partial<ShownAct> = {}): ShownAct => ({
  id,
  text,
  when: "Mon 23 Nov, 4:12 pm IST",
  why: null,
  kind: null,
  request: "/admin/ops/audit?request=7f3a",
  records: [
    {
      id: `${id}-1`,
      href: `/admin/ops/audit/${id}-1`,
      title: "Place in a batch · MD-1001 · AWS-14",
      fields: [
        { name: "state", before: "Active", after: "Moved away" },
        { name: "ended", before: "–", after: "Mon 23 Nov, 4:12 pm IST" },
      ],
    },
  ],
  ...more,
});

const acts: ShownAct[] = [
  act("1", "Ravi Menon (ops) moved Asha Rao from AWS-14 to AWS-15", { why: "clashes with work" }),
  act("2", "Hub, for Meera Nair (leadership), took 118 students out of GENAI-03", { why: "trainer left" }),
  act("3", "Sana Sheikh (ops) exported students", { kind: "Exports", records: [] }),
  act("4", "Hub (nightly check of plans) moved the plan of Joseph K to “Ended”"),
  act("5", "Asha Rao (student) signed in", { kind: "Sign-ins", request: null }),
];

const fields: AuditView["fields"] = [
  { kind: "search", name: "q", label: "Reason", value: "", hint: "Any part of a reason" },
  {
    kind: "select",
    name: "by",
    label: "Who",
    value: "",
    any: "Anybody",
    options: [{ value: "1", label: "Ravi Menon" }],
  },
  {
    kind: "select",
    name: "for",
    label: "On behalf of",
    value: "",
    any: "Anybody",
    options: [{ value: "1", label: "Ravi Menon" }],
  },
  { kind: "text", name: "about", label: "To whom", value: "MD-1001", hint: "MD-1001" },
  { kind: "text", name: "batch", label: "Batch", value: "", hint: "AWS-14" },
  { kind: "select", name: "entity", label: "What", value: "", any: "Anything", options: [] },
  { kind: "select", name: "action", label: "Action", value: "", any: "Any action", options: [] },
  { kind: "select", name: "kind", label: "Kind", value: "", any: "Every kind", options: [] },
  { kind: "day", name: "from", label: "From", value: "" },
  { kind: "day", name: "until", label: "Until", value: "" },
  { kind: "text", name: "request", label: "Request", value: "", hint: "As in the log" },
];

const audit = (view: Partial<AuditView>): ReactElement => (
  <AuditScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/audit")}
    person={ravi}
    view={{
      frame: {
        path: "/admin/ops/audit",
        sort: "-at",
        sorts: {},
        first: null,
        next: "/admin/ops/audit?after=x",
        clear: "/admin/ops/audit",
        search: "?about=MD-1001",
      },
      fields,
      about: { name: "Asha Rao", code: "MD-1001" },
      acts,
      pageText: "5 acts on this page",
      sealText: "Sealed up to Mon 23 Nov, 4:00 am IST · 12,345 records",
      exportForm: { action: "/admin/ops/audit/export", filter: "?about=MD-1001" },
      ...view,
    }}
  />
);

const oneRecord = (view: Partial<RecordView>): ReactElement => (
  <RecordScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/audit")}
    person={ravi}
    view={{
      sentence: "Ravi Menon (ops) moved Asha Rao out of AWS-14.",
      facts: [
        { term: "When", text: "Mon 23 Nov, 4:12 pm IST", href: null },
        { term: "Who", text: "Ravi Menon (ops)", href: "/admin/ops/audit?by=1" },
        { term: "On behalf of", text: "Meera Nair", href: "/admin/ops/audit?for=2" },
        { term: "To whom", text: "Asha Rao, MD-1001", href: "/admin/ops/audit?about=1" },
        { term: "Why", text: "clashes with work", href: null },
        { term: "Action", text: "Assignment: withdraw", href: "/admin/ops/audit?action=x" },
        { term: "Request", text: "0193a5d2-7f3a-7000-8000-000000000001", href: "/admin/ops/audit?request=x" },
      ],
      fields: [
        { name: "state", before: "Active", after: "Moved away" },
        { name: "name", before: "kept apart", after: "kept apart" },
      ],
      keptBack: "Personal values are kept apart, and your role does not show them.",
      request: acts.slice(0, 1),
      backHref: "/admin/ops/audit",
      ...view,
    }}
  />
);

export const auditPages: Record<string, ReactElement> = {
  audit: audit({}),
  "audit-nothing-matches": audit({
    acts: [],
    about: null,
    pageText: "0 acts on this page, and nothing older",
    sealText: "Not sealed yet: Hub does that every night after 4 am",
  }),
  "audit-record": oneRecord({}),
  "audit-record-secret": oneRecord({ fields: [], keptBack: null, request: [] }),
};
