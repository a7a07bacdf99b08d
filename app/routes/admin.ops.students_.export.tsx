import type { ActionFunctionArgs } from "@remix-run/cloudflare";
import { redirect } from "@remix-run/cloudflare";

import { exportStudents } from "#domain/enrollments/students/export-students";
import type { ExportedStudent } from "#domain/enrollments/students/export-students";
import { studentList } from "#domain/enrollments/students/student-list";
import { csvStream } from "#kernel/csv-stream";
import { localDay } from "#kernel/time";

import { enrollmentWords, paymentWords } from "../copy";
import { paths } from "../paths";
import { bulkForm, download, respond } from "../respond";

/** Opened as a page there is nothing to see: the list has the button. */
export const loader = () => redirect(paths.students(), 302);

/** The chosen students, or all of the filter, as a file. */
export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const { chosen } = await bulkForm(request, studentList);
    const pieces = await exportStudents(ctx, chosen);
    const zone = ctx.tenant!.zone;
    const name = `students-${ctx.tenant!.slug}-${localDay(ctx.now, zone)}.csv`;
    return download(name, csvStream([...header], cells(pieces, zone)));
  });

/** Names that an import of students knows again. */
const header = [
  "student_code",
  "full_name",
  "preferred_name",
  "email",
  "phone",
  "plan",
  "state",
  "valid_until",
  "payment",
  "batches",
  "signed_in",
  "last_joined_on",
] as const;

async function* cells(pieces: AsyncGenerator<ExportedStudent[], void, void>, zone: string) {
  for await (const students of pieces)
    yield students.map((one) => [
      one.code,
      one.name,
      one.preferredName,
      one.email,
      one.phone,
      one.plan,
      one.state ? enrollmentWords[one.state].word : null,
      one.validUntilOn,
      one.payment ? paymentWords[one.payment].word : null,
      one.batches.join(" "),
      one.signedIn ? "yes" : "never",
      one.lastJoinedAt ? localDay(new Date(one.lastJoinedAt), zone) : null,
    ]);
}
