import { paths } from "#app/paths";
import { admitStudent } from "#domain/sessions/admit-student";
import { cancelSession } from "#domain/sessions/cancel-session";
import { closeSessionLater } from "#domain/sessions/close-session-later";
import { openSessionNow } from "#domain/sessions/open-session-now";
import { replaceLink } from "#domain/sessions/replace-link";

import type { House } from "./house";
import type { StaleForm } from "./stale-form";

const reason = "Asked for by the trainer";
const oldLink = "https://zoom.us/j/81400014140";
const newLink = "https://meet.example/new-room";

/** A class in five hours, what an operator does to it, and what another one does meanwhile. */
async function lesson({ nimbus }: House) {
  const sessionId = await nimbus.lesson(await nimbus.batch({ fallbackUrl: oldLink }), 300);
  const other = () => nimbus.staff("ops", "other");
  return {
    sessionId,
    other,
    who: { ctx: () => nimbus.staff("ops") },
    path: paths.session(sessionId),
    cancelled: async () => cancelSession(await other(), { sessionId, reason }),
  };
}

export default [
  {
    form: "admin.ops.sessions.$sessionId open_now",
    async begin(house) {
      const { sessionId, other, cancelled, ...page } = await lesson(house);
      return {
        ...page,
        types: { reason },
        meanwhile: {
          "somebody cancelled the class": cancelled,
          "somebody opened it": async () => openSessionNow(await other(), { sessionId, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId close_later",
    async begin(house) {
      const { sessionId, other, cancelled, ...page } = await lesson(house);
      return {
        ...page,
        types: { until: "60", reason },
        meanwhile: {
          "somebody cancelled the class": cancelled,
          "somebody keeps it open longer": async () =>
            closeSessionLater(await other(), { sessionId, minutes: 120, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId replace_link",
    async begin(house) {
      const { sessionId, other, cancelled, ...page } = await lesson(house);
      return {
        ...page,
        types: { link: newLink, reason },
        meanwhile: {
          "somebody cancelled the class": cancelled,
          "somebody replaced the link by another": async () =>
            replaceLink(await other(), { sessionId, link: "https://meet.example/other-room", reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId admit",
    async begin(house) {
      const { sessionId, other, cancelled, ...page } = await lesson(house);
      const student = await house.nimbus.enroll();
      const { code } = await house.one<{ code: string }>("select code from student_profiles where id = $1", [
        student.studentId,
      ]);
      return {
        ...page,
        types: { studentCode: code, reason },
        meanwhile: {
          "somebody cancelled the class": cancelled,
          "somebody admitted the student": async () =>
            admitStudent(await other(), { sessionId, student: code, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.start",
    async begin(house) {
      const { sessionId, other: _, cancelled, ...page } = await lesson(house);
      return {
        ...page,
        path: paths.startClass(sessionId),
        types: {},
        meanwhile: { "somebody cancelled the class": cancelled },
      };
    },
  },
  {
    form: "app.join.$sessionId",
    records: ["join_attempts"],
    async begin({ nimbus }) {
      const batchId = await nimbus.batch({ fallbackUrl: oldLink });
      const sessionId = await nimbus.lesson(batchId, 5);
      const student = await nimbus.assign(await nimbus.enroll(), batchId);
      return {
        who: { ctx: () => nimbus.student(student) },
        path: paths.join(sessionId),
        types: {},
        meanwhile: {
          "somebody cancelled the class": async () => cancelSession(await nimbus.staff("ops"), { sessionId, reason }),
        },
      };
    },
  },
] satisfies StaleForm[];
