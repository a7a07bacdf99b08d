import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { among, transitionAll } from "#kernel/write.server";

import { admissionFormMachine } from "./admission-form.machine";
import { admissionForms } from "./tables";

export type ImportedForm = {
  id: string;
  externalId: string | null;
  fullName: string;
  email: string;
  phone: string | null;
  planId: string;
  agreedPaisa: number;
  currency: string;
};

/** Many forms at once, born verified and marked legacy: sold before Hub, so nobody here submitted them. Composed into imports. */
export const importedFormWrites = (all: readonly ImportedForm[], now: Date): Query[] =>
  all.length === 0
    ? []
    : [
        rows(sql`
          insert into admission_forms (id, state, source, full_name, email, phone, plan_id, agreed_paisa, currency, external_id, decided_at)
          select id, 'verified', 'legacy', "fullName", email, phone, "planId", "agreedPaisa", currency, "externalId", ${now.toISOString()}::timestamptz
          from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as x(id uuid, "fullName" text, email text, phone text, "planId" uuid, "agreedPaisa" bigint, currency text, "externalId" text)`),
      ];

/** Forms that an import made are void again, and give their external ids back, so that the file can be imported anew. */
export const voidFormWrites = (ids: readonly string[]): Query[] =>
  ids.length === 0
    ? []
    : [
        transitionAll(admissionForms, admissionFormMachine, "void", among(admissionForms.id, ids), {
          set: { externalId: null },
        }),
      ];
