import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";

import { knowsHub } from "../../admissions/knows-hub";
import { mayAttend, seatJson } from "../class-seat";
import type { Seat } from "../class-seat";

/** Whom an announcement is about, and what the one who asks is to it. */
export type About = {
  batch_id: string;
  batch_code: string;
  batch_name: string;
  zone: string;
  state: string;
  session_id: string | null;
  title: string | null;
  starts: string | null;
  session_state: string | null;
  mine: boolean;
};

/** The batch, and the class where one is named. A trainer's own is the batch they teach, or the class they teach. */
export const aboutWhat = (batchId: string, sessionId: string | null, memberId: string) =>
  rows<About>(sql`
    select b.id as batch_id, b.code as batch_code, b.name as batch_name, b.zone, b.state, s.id as session_id, s.title, to_json(s.starts_at) #>> '{}' as starts, s.state as session_state,
      coalesce(coalesce(s.trainer_id, b.trainer_id) = ${memberId}::uuid, false) as mine
    from batches b left join sessions s on s.organization_id = b.organization_id and s.batch_id = b.id and s.id = ${sessionId}::uuid
    where b.organization_id = (select app.organization_id()) and b.id = ${batchId}::uuid`);

export type Listener = { user_id: string; seat: Seat; knows: boolean };
/** Everybody with a live place in the batch. */
export const listenersOf = (batchId: string) =>
  rows<Listener>(sql`
    select m.user_id, ${seatJson} as seat, ${knowsHub} as knows from batch_assignments a
    join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
    join memberships m on m.organization_id = a.organization_id and m.id = a.student_id and m.disabled_at is null
    where a.organization_id = (select app.organization_id()) and a.batch_id = ${batchId}::uuid and a.state in ('assigned', 'active')`);

/** Those whose plan lets them into the class, or into class today: who is kept out need not bring a laptop. */
export const audienceOf = (listeners: Listener[], about: About, now: Date): Listener[] => {
  const on = about.starts ? new Date(about.starts) : now;
  return listeners.filter(({ seat }) => mayAttend(seat, on, about.zone));
};
