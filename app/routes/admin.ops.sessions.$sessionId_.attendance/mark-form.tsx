import { Form } from "@remix-run/react";

import { StateWord } from "#ui/badge";
import { Button } from "#ui/button";
import { DataTable } from "#ui/data-table";
import type { Column } from "#ui/data-table";
import { EmptyState } from "#ui/empty-state";
import { ErrorSummary } from "#ui/error-summary";
import { SelectField, TextField } from "#ui/field";
import { TextLink } from "#ui/text-link";
import { paths } from "#app/paths";
import { errorOf } from "#app/ui/tenant";
import type { BadgeText } from "#app/ui/tenant";

import type { Sent } from "./screen";

export type MarkRow = {
  studentId: string;
  name: string;
  code: string;
  mark: BadgeText | null;
  /** Why it is what it is, in a sentence. */
  why: string;
  /** Each piece of evidence, in words. */
  evidence: string[];
  /** "Asks for another mark", "Excused ahead", "Not of this batch". */
  hint: string | null;
  /** Set by hand, so it can go by the evidence again. */
  byHand: boolean;
};

export type MarkFormView = {
  rows: MarkRow[];
  /** Versions of the marks as shown: what the next save is compared with. */
  seen: string;
  /** What can be chosen, word by mark. */
  marks: { value: string; label: string }[];
  /** What a sheet without any mark waits for. */
  before: string | null;
  /** Why nothing can be marked now, or null. */
  unavailable: string | null;
};

/** Marks of everybody in one form: set those who differ, then one choice for all the others. */
export function MarkForm({ view, sent }: { view: MarkFormView; sent: Sent }) {
  if (view.rows.length === 0)
    return (
      <EmptyState icon="users" title="Nobody had a place in this class">
        <p>Students appear here as soon as they are given a place.</p>
      </EmptyState>
    );
  const open = view.unavailable === null;
  const errors = sent?.errors ?? [];
  const columns: Column<MarkRow>[] = [
    {
      key: "student",
      header: "Student",
      rowHeader: true,
      cell: (row) => (
        <>
          <TextLink href={paths.student(row.studentId)}>{row.name}</TextLink>{" "}
          <span className="font-normal whitespace-nowrap text-muted">{row.code}</span>
          {row.hint ? <span className="block text-14 font-normal text-attention">{row.hint}</span> : null}
        </>
      ),
    },
    {
      key: "mark",
      header: "Mark",
      cell: (row) =>
        row.mark ? <StateWord {...row.mark} /> : <span className="whitespace-nowrap text-muted">None yet</span>,
    },
    { key: "why", header: "What shows it", cell: (row) => <Evidence row={row} /> },
  ];
  if (open)
    columns.push({
      key: "set",
      header: "Set to",
      cell: (row) => (
        <select
          name={`m.${row.studentId}`}
          aria-label={`Set the mark of ${row.name}`}
          defaultValue={sent?.typed[`m.${row.studentId}`] ?? ""}
          className="min-h-8 rounded-control border border-line-strong bg-raised px-2 text-14 text-ink pointer-coarse:min-h-11"
        >
          <option value="">As it is</option>
          {view.marks.map((mark) => (
            <option key={mark.value} value={mark.value}>
              {mark.label}
            </option>
          ))}
          {row.byHand ? <option value="evidence">By the evidence</option> : null}
        </select>
      ),
    });
  const table = (
    <>
      {view.before ? <p className="text-muted">{view.before}</p> : null}
      <DataTable caption="Marks" columns={columns} rows={view.rows} rowKey={(row) => row.studentId} />
    </>
  );
  if (!open)
    return (
      <div className="space-y-4">
        {table}
        <Button disabled reason={view.unavailable ?? undefined}>
          Save the marks
        </Button>
      </div>
    );
  return (
    <Form method="post" className="space-y-4">
      <ErrorSummary errors={errors} scope="mark" />
      <input type="hidden" name="seen" value={view.seen} />
      {table}
      <div className="grid items-end gap-4 rounded-card border border-line bg-raised p-4 desk:grid-cols-[16rem_minmax(0,1fr)_auto]">
        <SelectField
          scope="mark"
          name="rest"
          label="All the others"
          value={sent?.typed["rest"]}
          options={[
            { value: "", label: "As they are" },
            { value: "present", label: "Present" },
            { value: "absent", label: "Absent" },
          ]}
          error={errorOf(errors, "rest")}
        />
        <TextField
          scope="mark"
          name="reason"
          label="Reason"
          value={sent?.typed["reason"]}
          error={errorOf(errors, "reason")}
          maxLength={400}
          autoComplete="off"
          required
        />
        <Button name="intent" value="mark">
          Save the marks
        </Button>
        <p className="text-14 text-muted desk:col-span-3">
          “All the others” are those without a choice of their own here and not set by hand before.
        </p>
      </div>
    </Form>
  );
}

function Evidence({ row }: { row: MarkRow }) {
  if (row.evidence.length === 0) return row.why;
  return (
    <details>
      <summary className="rounded-control decoration-dotted underline-offset-4 hover:underline pointer-coarse:min-h-11">
        {row.why}
      </summary>
      <ul className="mt-1 space-y-0.5 text-muted">
        {row.evidence.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
