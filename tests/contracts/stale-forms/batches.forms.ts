import { paths } from "#app/paths";
import { addHostAccount } from "#domain/batches/add-host-account";
import { changeCapacity } from "#domain/batches/change-capacity";
import { completeBatch } from "#domain/batches/complete-batch";
import { restoreHostAccount, retireHostAccount } from "#domain/batches/host-accounts";
import { startBatch } from "#domain/batches/start-batch";
import { updateBatch } from "#domain/batches/update-batch";
import { sendAnnouncement } from "#domain/notifications/announcements/send-announcement";
import { resendCancellation } from "#domain/notifications/resend-cancellation";
import { cancelSession } from "#domain/sessions/cancel-session";
import { restoreSession } from "#domain/sessions/restore-session";
import { addClass, previewAddedClass } from "#domain/sessions/schedule/add-class";
import { changeSession, previewSessionChange } from "#domain/sessions/schedule/change-session";
import { previewWeeklyPattern, setWeeklyPattern } from "#domain/sessions/schedule/set-weekly-pattern";
import { applyCancellation } from "#domain/transfers/apply-cancellation";
import { getCancelPage } from "#domain/transfers/get-cancel-page";
import { closeUnplaced, handOverUnplaced } from "#domain/transfers/settle-unplaced";
import { uuidv7 } from "#kernel/ids";

import type { House } from "./house";
import type { StaleForm } from "./stale-form";

const reason = "Asked for by the trainer";
const version = async (
  { one }: House,
  table: "batches" | "sessions" | "host_accounts" | "cancellation_moves",
  id: string,
) => String((await one<{ version: number }>(`select version from ${table} where id = $1`, [id])).version);

/** A batch, who runs it, and another one who changes its seats meanwhile. */
async function cohort(house: House, more: Parameters<House["nimbus"]["batch"]>[0] = {}) {
  const { nimbus } = house;
  const batchId = await nimbus.batch(more);
  const other = () => nimbus.staff("ops_manager", "other");
  return {
    batchId,
    other,
    page: { who: { ctx: () => nimbus.staff("ops_manager") }, path: paths.batch(batchId) },
    relinked: async () =>
      updateBatch(await other(), {
        batchId,
        name: "A cohort",
        startsOn: "",
        ownerId: "",
        trainerId: "",
        hostAccountId: "",
        fallbackUrl: "https://zoom.us/j/81400014151",
        reason,
        version: await version(house, "batches", batchId),
      }),
    widened: async () =>
      changeCapacity(await other(), {
        batchId,
        capacity: "40",
        reason,
        version: await version(house, "batches", batchId),
      }),
  };
}
type Life = "open" | "start" | "undo_start" | "complete" | "reopen";
const life = (intent: Life, prepare: (house: House, batchId: string) => Promise<unknown>): StaleForm => ({
  form: `admin.ops.batches.$batchId ${intent}`,
  async begin(house) {
    const { batchId, page, widened } = await cohort(house, { planned: intent === "open" });
    await prepare(house, batchId);
    const changed =
      intent === "reopen"
        ? async () => house.nimbus.asOwner("update batches set name = 'Renamed' where id = $1", [batchId])
        : widened;
    return { ...page, types: { reason }, meanwhile: { "somebody changed the batch": changed } };
  },
});
const started = async ({ nimbus }: House, batchId: string) =>
  startBatch(await nimbus.staff("ops_manager"), { batchId, reason });

/** A class in two days, and its form as a person would fill it in after having looked. */
async function lesson({ nimbus }: House) {
  const batchId = await nimbus.batch();
  const sessionId = await nimbus.lesson(batchId, 2 * 24 * 60);
  return { batchId, sessionId, other: () => nimbus.staff("ops", "other"), who: { ctx: () => nimbus.staff("ops") } };
}
const moved = async (house: House, sessionId: string, time: string) => {
  const it = await house.one<{ title: string; on: string }>(
    "select title, local_date::text as on from sessions where id = $1",
    [sessionId],
  );
  const ctx = await house.nimbus.staff("ops", "other");
  const input = {
    sessionId,
    scope: "this" as const,
    title: it.title,
    on: it.on,
    time,
    minutes: "120",
    trainerId: "",
    hostAccountId: "",
    reason,
  };
  const { shown } = await previewSessionChange(ctx, input);
  return { input, shown, save: () => changeSession(ctx, { ...input, shown }) };
};
const patterned = async (house: House, batchId: string, count: string) => {
  const ctx = await house.nimbus.staff("ops", "other");
  const input = {
    batchId,
    mon: "yes",
    time: "19:30",
    minutes: "120",
    from: "2027-03-01",
    ends: "count" as const,
    count,
    reason,
  };
  const { shown } = await previewWeeklyPattern(ctx, input);
  return { input, shown, save: () => setWeeklyPattern(ctx, { ...input, shown }) };
};

/** A batch with one student, and the plan by which it is cancelled. */
async function planned(house: House) {
  const { nimbus } = house;
  const batchId = await nimbus.batch();
  const student = await nimbus.assign(await nimbus.enroll(), batchId);
  const manager = await nimbus.staff("ops_manager", "other");
  const plan = async () => {
    const page = await getCancelPage(manager, batchId);
    const places = Object.fromEntries(page!.students.map((one) => [one.assignmentId, ""]));
    const batchVersion = String(page!.batch.version);
    return { batchId, places, version: batchVersion, ownerId: manager.memberId, dueOn: "2027-12-31", reason };
  };
  return { batchId, student, manager, plan };
}

export default [
  life("open", async () => {}),
  life("start", async () => {}),
  life("undo_start", started),
  life("complete", started),
  life("reopen", async (house, batchId) => {
    await started(house, batchId);
    await completeBatch(await house.nimbus.staff("ops_manager"), { batchId, reason });
  }),
  {
    form: "admin.ops.batches.$batchId facts",
    async begin(house) {
      const { page, widened, relinked } = await cohort(house, { fallbackUrl: "https://zoom.us/j/81400014150" });
      return {
        ...page,
        types: { name: "Another name", reason },
        meanwhile: { "somebody changed the seats": widened, "somebody replaced the fallback link": relinked },
      };
    },
  },
  {
    form: "admin.ops.batches.$batchId capacity",
    async begin(house) {
      const { page, widened } = await cohort(house);
      return { ...page, types: { capacity: "30", reason }, meanwhile: { "somebody changed the seats": widened } };
    },
  },
  {
    form: "admin.ops.batches.new",
    async begin({ nimbus }) {
      const code = `NEW-${uuidv7(Date.now()).slice(-8).toUpperCase()}`;
      return {
        who: { ctx: () => nimbus.staff("ops") },
        path: paths.newBatch(),
        types: { code, name: "A cohort", courseId: nimbus.courseId, capacity: "20" },
        meanwhile: { "somebody took the code": () => nimbus.batch({ code }) },
      };
    },
  },
  {
    form: "admin.ops.batches.$batchId_.schedule",
    async begin(house) {
      const { batchId, page } = await cohort(house);
      const { shown } = await patterned(house, batchId, "3");
      return {
        ...page,
        path: paths.batchSchedule(batchId),
        types: {
          mon: "yes",
          time: "19:30",
          minutes: "120",
          from: "2027-03-01",
          ends: "count",
          count: "3",
          reason,
          shown,
        },
        meanwhile: {
          "somebody gave it another pattern": async () => (await patterned(house, batchId, "5")).save(),
          "somebody completed it": async () => {
            await started(house, batchId);
            await completeBatch(await house.nimbus.staff("ops_manager", "other"), { batchId, reason });
          },
        },
      };
    },
  },
  {
    form: "admin.ops.batches.$batchId_.add-class",
    async begin(house) {
      const { batchId, page, widened } = await cohort(house);
      const asked = { title: "Revision", on: "2027-03-01", time: "19:30", minutes: "120", reason };
      const other = { ...asked, batchId, trainerId: "", hostAccountId: "" };
      const { shown } = await previewAddedClass(await house.nimbus.staff("ops", "other"), other);
      const added = async (time: string) => {
        const ctx = await house.nimbus.staff("ops", "other");
        const { shown: seen } = await previewAddedClass(ctx, { ...other, time });
        await addClass(ctx, { ...other, time, shown: seen });
      };
      return {
        ...page,
        path: paths.addClass(batchId),
        types: { ...asked, shown },
        meanwhile: {
          "somebody added a class at that time": () => added("18:30"),
          "somebody added a class at another time": () => added("09:00"),
          "somebody changed the seats": widened,
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId_.change",
    async begin(house) {
      const { sessionId, other, who } = await lesson(house);
      const { shown } = await moved(house, sessionId, "20:00");
      return {
        who,
        path: paths.changeSession(sessionId),
        types: { time: "20:00", reason, shown },
        meanwhile: {
          "somebody moved the class": async () => (await moved(house, sessionId, "18:00")).save(),
          "somebody cancelled it": async () => cancelSession(await other(), { sessionId, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId cancel",
    async begin(house) {
      const { sessionId, other, who } = await lesson(house);
      return {
        who,
        path: paths.session(sessionId),
        types: { reason },
        meanwhile: {
          "somebody moved the class": async () => (await moved(house, sessionId, "18:00")).save(),
          "somebody cancelled it": async () => cancelSession(await other(), { sessionId, reason }),
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId restore",
    async begin(house) {
      const { sessionId, other, who } = await lesson(house);
      await cancelSession(await other(), { sessionId, reason });
      return {
        who,
        path: paths.session(sessionId),
        types: { reason },
        meanwhile: {
          "somebody restored it": async () => restoreSession(await other(), { sessionId, reason }),
          "somebody restored it and cancelled it again": async () => {
            await restoreSession(await other(), { sessionId, reason });
            await cancelSession(await other(), { sessionId, reason: "Ill after all" });
          },
        },
      };
    },
  },
  {
    form: "admin.ops.sessions.$sessionId resend",
    async begin(house) {
      const { batchId, sessionId, who } = await lesson(house);
      const { userId } = await house.nimbus.assign(await house.nimbus.enroll({ knowsHub: true }), batchId);
      await house.nimbus.asOwner(
        `with n as (insert into notifications (user_id, template, subject_id, occurrence, category) values ($1, 'class_moved', $2, '0', 'schedule') returning id)
         insert into deliveries (notification_id, channel, user_id) select id, 'email', $1 from n`,
        [userId, sessionId],
      );
      for (const state of ["sending", "sent", "bounced"])
        await house.nimbus.asOwner("update deliveries set state = $2 where user_id = $1", [userId, state]);
      return {
        who,
        path: paths.session(sessionId),
        types: { reason },
        meanwhile: {
          "somebody sent it again": async () => {
            const { resendToUnreached } = await import("#domain/notifications/resend-to-unreached");
            await resendToUnreached(await house.nimbus.staff("ops", "other"), { sessionId, reason });
          },
        },
      };
    },
  },
  {
    form: "admin.ops.batches.$batchId resend",
    async begin(house) {
      const { batchId, page, other } = await cohort(house);
      const student = await house.nimbus.enroll({ knowsHub: true });
      await house.nimbus.assign(student, batchId);
      await house.nimbus.asOwner("update batches set state = 'cancelled', cancel_reason = $2 where id = $1", [
        batchId,
        reason,
      ]);
      await house.nimbus.asOwner(
        `with v as (insert into cancellation_moves (batch_id, student_id, enrollment_id, course_id, owner_id, due_on)
           select $1, e.student_id, e.id, b.course_id, $4::uuid, '2027-01-01' from enrollments e, batches b where e.id = $2 and b.id = $1 returning id),
         n as (insert into notifications (user_id, template, subject_id, category) select $3, 'batch_cancelled', v.id, 'schedule' from v returning id)
         insert into deliveries (notification_id, channel, user_id) select id, 'email', $3 from n`,
        [batchId, student.enrollmentId, student.userId, (await house.nimbus.staff("ops")).memberId],
      );
      for (const state of ["sending", "sent", "bounced"])
        await house.nimbus.asOwner("update deliveries set state = $2 where user_id = $1", [student.userId, state]);
      return {
        ...page,
        path: paths.batch(batchId),
        types: { reason },
        meanwhile: {
          "somebody sent it again": async () => {
            await resendCancellation(await other(), { batchId, reason });
          },
        },
      };
    },
  },
  {
    form: "admin.ops.batches.$batchId_.roster_.file",
    again: "a file is given whenever it is asked for, and each time stands in the record",
    records: ["audit_logs"],
    async begin(house) {
      const { batchId, page } = await cohort(house);
      return {
        ...page,
        path: paths.batch(batchId),
        types: {},
        meanwhile: {
          "somebody came in": async () => {
            await house.nimbus.assign(await house.nimbus.enroll(), batchId);
          },
        },
      };
    },
  },
  {
    form: "admin.ops.batches.$batchId_.announce",
    async begin(house) {
      const { batchId, page, other } = await cohort(house);
      await house.nimbus.assign(await house.nimbus.enroll(), batchId);
      return {
        ...page,
        path: paths.announce(batchId),
        types: { text: "Bring your laptop" },
        meanwhile: {
          "somebody announced the same": async () =>
            sendAnnouncement(await other(), { announcementId: uuidv7(Date.now()), batchId, text: "Bring your laptop" }),
        },
        harmless: { "somebody announced the same": "two people may say the same; each page sends its own once" },
      };
    },
  },
  {
    form: "admin.ops.batches.$batchId_.cancel",
    async begin(house) {
      const { batchId, manager, plan } = await planned(house);
      return {
        who: { ctx: () => house.nimbus.staff("ops_manager") },
        path: paths.cancelBatch(batchId),
        types: { ownerId: manager.memberId, dueOn: "2027-12-31", reason },
        meanwhile: {
          "somebody came into the batch": async () => house.nimbus.assign(await house.nimbus.enroll(), batchId),
          "somebody cancelled it": async () => applyCancellation(manager, await plan()),
        },
      };
    },
  },
  ...(["hand_over", "close"] as const).map((intent): StaleForm => ({
    form: `admin.ops.batches.unplaced ${intent}`,
    async begin(house) {
      const { student, manager, plan } = await planned(house);
      await applyCancellation(manager, await plan());
      const { id: moveId } = await house.one<{ id: string }>(
        "select id from cancellation_moves where student_id = $1",
        [student.studentId],
      );
      const now = async () => ({ moveId, reason, version: await version(house, "cancellation_moves", moveId) });
      return {
        who: { ctx: () => house.nimbus.staff("ops") },
        path: paths.unplaced(),
        which: { moveId },
        types: { reason, ...(intent === "hand_over" ? { dueOn: "2027-12-30" } : {}) },
        meanwhile: {
          "somebody handed it over": async () =>
            handOverUnplaced(manager, { ...(await now()), ownerId: manager.memberId, dueOn: "2027-12-24" }),
          "somebody settled it": async () => closeUnplaced(manager, await now()),
        },
      };
    },
  })),
  {
    form: "admin.ops.batches.unplaced_.export",
    again: "a file is given whenever it is asked for, and each time stands in the record",
    records: ["audit_logs"],
    async begin(house) {
      const { manager, plan } = await planned(house);
      await applyCancellation(manager, await plan());
      return {
        who: { ctx: () => house.nimbus.staff("ops") },
        path: paths.unplaced(),
        types: {},
        meanwhile: {
          "somebody else lost their place": async () => {
            const more = await planned(house);
            await applyCancellation(more.manager, await more.plan());
          },
        },
      };
    },
  },
  {
    form: "admin.ops.batches.export",
    again: "a file is given whenever it is asked for, and each time stands in the record",
    records: ["audit_logs"],
    async begin({ nimbus }) {
      await nimbus.batch();
      return {
        who: { ctx: () => nimbus.staff("ops") },
        path: paths.batches(),
        types: {},
        meanwhile: { "somebody made one": () => nimbus.batch() },
      };
    },
  },
  {
    form: "admin.ops.hosts add",
    async begin({ nimbus }) {
      const name = `Zoom ${uuidv7(Date.now()).slice(-8)}`;
      return {
        who: { ctx: () => nimbus.staff("leadership") },
        path: paths.hosts(),
        types: { name },
        meanwhile: {
          "somebody took the name": async () => addHostAccount(await nimbus.staff("leadership", "other"), { name }),
        },
      };
    },
  },
  ...(["retire", "restore"] as const).map((intent): StaleForm => ({
    form: `admin.ops.hosts ${intent}`,
    async begin(house) {
      const other = () => house.nimbus.staff("leadership", "other");
      const name = `Zoom ${uuidv7(Date.now()).slice(-8)}`;
      const { hostAccountId } = await addHostAccount(await other(), { name });
      const now = async () => ({
        hostAccountId,
        reason,
        version: await version(house, "host_accounts", hostAccountId),
      });
      if (intent === "restore") await retireHostAccount(await other(), await now());
      return {
        who: { ctx: () => house.nimbus.staff("leadership") },
        path: paths.hosts(),
        which: { hostAccountId },
        types: { reason },
        meanwhile: {
          "somebody did the same": async () =>
            (intent === "retire" ? retireHostAccount : restoreHostAccount)(await other(), await now()),
        },
      };
    },
  })),
] satisfies StaleForm[];
