import type { PoolClient } from "pg";

export type Size = { students: number; batches: number; sessions: number };

/** Everyday names of a school in India, with some of other scripts; the rest is made of syllables, as rare names are. */
const firstNames =
  "Asha Ravi Meera Joseph Omar Nila Priya Rahul Anjali Vikram Sneha Arjun Divya Karthik Lakshmi Suresh Deepa Manoj Kavya Rohan Pooja Sanjay Nisha Amit Swati Rajesh Neha Vijay Shreya Anil Geeta Sunil Rekha Ajay Sunita Prakash Usha Mohan Radha Gopal Fatima Imran Ayesha Salman Zainab Yusuf Maria Thomas Grace John Raghav Ishaan Aditi Tanvi Varun Nikhil Harini Sandhya Bhavana Chitra Gayatri Hemant Indira Jaya Kiran Leela Madhav Nandini Padma Ramesh Sarita Tarun Uma Vasant Yamini Abhishek Bharat Charu Devika Esha Farhan Gaurav Harsha Isha Jatin Komal Lalit Mitali Naveen Ojas Pallavi Rashmi Sagar Trisha Uday Vidya Waseem Yash Zoya आशा रवि மீனா".split(
    " ",
  );
const lastNames =
  "Rao Sharma Kumar Nair Iyer Patel Singh Gupta Reddy Menon Khan Das Joshi Verma Pillai Bose Ghosh Mehta Shetty Fernandes D'Souza Krishnan Raghunathan Subramaniam Varghese Mukherjee Chatterjee Banerjee Kulkarni Deshpande Naidu Chowdhury Malhotra Kapoor Agarwal Bhatt Trivedi Pandey Mishra Tiwari Yadav Chauhan Rathore Saxena Srinivasan Venkatesh Balakrishnan Hegde Kamath Pai Shenoy Bhat Gowda Swamy Murthy Prasad Rangan Sundaram Thampi Kurien Mathew Philip George Abraham Ali Ahmed Hussain Sheikh Qureshi Ansari Siddiqui Mirza Dutta Sen Roy Saha Paul Biswas Mondal Sarkar राव शर्मा ராமன்".split(
    " ",
  );
const syllables = "ra ni ka shi ma de va lo pri su th an bha gu ja ki mo ne sha ti vi ya po ro he".split(" ");

export type Sample = { studentId: string; sessionId: string; batchCode: string };

/**
 * A school of this size by set-wise SQL, its triggers resting: what is measured is the reading of it. `prefix` keeps the
 * codes of two such schools in one organization apart.
 */
export async function fillSchool(client: PoolClient, size: Size, prefix: string): Promise<Sample> {
  const tables =
    "users user_emails memberships student_profiles student_contacts admission_forms enrollments enrollment_pauses payments payment_verifications batches sessions session_meetings batch_assignments join_attempts".split(
      " ",
    );
  for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
  await client.query("create temporary table name_parts (given text[], family text[], syllable text[]) on commit drop");
  await client.query("insert into name_parts values ($1, $2, $3)", [firstNames, lastNames, syllables]);
  for (const statement of bulk(size, prefix)) await client.query(statement);
  for (const table of tables) await client.query(`alter table ${table} enable trigger user`);
  await fillMarks(client);
  await client.query("analyze");
  await client.query("select app.list_students(array(select id from pupil))");
  await client.query("select app.list_enrollments(array(select id from pupil))");
  const { rows } = await client.query<Sample>(
    `select a.student_id as "studentId", l.id as "sessionId", b.code as "batchCode" from cohort c join lesson l on l.batch_id = c.id and l.at::date = current_date
     join batches b on b.id = c.id join batch_assignments a on a.organization_id = b.organization_id and a.batch_id = b.id where c.n = 1 order by a.student_id limit 1`,
  );
  return rows[0]!;
}

/** A mark for every student of every class, where the school keeps them. */
async function fillMarks(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('public.attendance_marks') is not null as there",
  );
  if (!rows[0]?.there) return;
  await client.query("alter table attendance_marks disable trigger user");
  await client.query(
    `insert into attendance_marks (session_id, student_id, mark, computed_mark, minutes, evidence, policy_version)
     select l.id, a.student_id, m, m, 50, '{}', 0 from lesson l
     join batch_assignments a on a.organization_id = app.organization_id() and a.batch_id = l.batch_id
     cross join lateral (select case abs(hashint4(l.k)) % 5 when 0 then 'absent' when 1 then 'late' else 'present' end as m) x where l.at < now()`,
  );
  await client.query("alter table attendance_marks enable trigger user");
}

const plan = "(select id from plans where organization_id = app.organization_id() order by id limit 1)";
const course = "(select id from courses where organization_id = app.organization_id() order by id limit 1)";
/** Spread over all numbers, the same every time. */
const scattered = (of: string, salt: number) => `abs(hashint4((${of}) * 31 + ${salt}))`;
const pick = (list: string, salt: number) => `${list}[1 + ${scattered("n", salt)} % cardinality(${list})]`;
const rare = (...salts: number[]) => `initcap(${salts.map((salt) => pick("syllable", salt)).join(" || ")})`;

const bulk = ({ students, batches, sessions }: Size, prefix: string): string[] => {
  const each = Math.ceil(sessions / batches);
  return [
    `create temporary table pupil on commit drop as
     select n, app.uuidv7() as user_id, app.uuidv7() as id, app.uuidv7() as form_id, app.uuidv7() as enrollment_id,
       case when n % 4 = 0 then ${rare(1, 2, 3)} else ${pick("given", 4)} end || ' ' || case when n % 5 = 0 then ${rare(5, 6, 7, 8)} else ${pick("family", 9)} end as name,
       case when n % 19 = 0 then 'SUSPENDED' when n % 31 = 0 then 'EXPIRED' when n % 29 = 0 then 'BATCH_PENDING' when n % 23 = 0 then 'COMPLETED' else 'ACTIVE' end as state
     from generate_series(1, ${students}) n, name_parts`,
    "insert into users (id) select user_id from pupil",
    `insert into user_emails (user_id, email) select user_id, regexp_replace(app.plain_name(name), '[^a-z]', '', 'g') || '.' || lower('${prefix}') || n || '@' || case n % 3 when 0 then 'gmail.com' when 1 then 'outlook.example' else 'nimbus.example' end from pupil`,
    "insert into memberships (id, user_id, kind, role, first_signed_in_at) select id, user_id, 'student', 'student', case when n % 7 > 0 then now() - interval '10 days' end from pupil",
    `insert into student_profiles (id, code, full_name) select id, '${prefix}-' || (1000 + n), name from pupil`,
    `insert into student_contacts (id, phone) select id, '+91' || (9000000000 + ${scattered("n", 11)} % 999999999)::text from pupil`,
    `insert into admission_forms (id, state, source, full_name, email, plan_id, agreed_paisa, currency) select form_id, 'verified', 'legacy', name, lower('${prefix}') || n || '@nimbus.example', ${plan}, 100, 'INR' from pupil`,
    `insert into enrollments (id, student_id, plan_id, admission_form_id, state, valid_from_on, valid_until_on, agreed_paisa, currency, created_at)
   select enrollment_id, id, ${plan}, form_id, state, '2026-01-01', '2031-01-01', 100, 'INR', now() - interval '1 day' from pupil`,
    "insert into enrollment_pauses (enrollment_id, student_id, state, from_on, until_on, reason) select enrollment_id, id, case when n % 2 = 0 then 'approved' else 'ended' end, current_date + 10, current_date + 17, 'exams' from pupil where n % 10 = 0",
    "insert into payments (id, enrollment_id, student_id, kind, amount_paisa, currency) select form_id, enrollment_id, id, 'receipt', 100, 'INR' from pupil where n % 11 > 0",
    "insert into payment_verifications (payment_id, student_id) select form_id, id from pupil where n % 11 > 0 and n % 13 > 0",
    `create temporary table cohort on commit drop as select n, app.uuidv7() as id from generate_series(1, ${batches}) n`,
    `insert into batches (id, code, name, course_id, state, capacity, zone, trainer_id, owner_id) select c.id, '${prefix}-' || c.n, 'Cohort ' || c.n, ${course}, 'active', 1000, 'Asia/Kolkata', s.id, s.id
   from cohort c cross join lateral (select id from staff_profiles where organization_id = app.organization_id() order by id limit 1) s`,
    `insert into batch_assignments (enrollment_id, student_id, course_id, batch_id, state) select p.enrollment_id, p.id, ${course}, c.id, 'active' from pupil p join cohort c on c.n = p.n % ${batches} + 1 where p.state <> 'BATCH_PENDING'`,
    // Ten batches have a class today in a school of any size; the others' weeks lie before and after.
    `create temporary table lesson on commit drop as select app.uuidv7() as id, c.id as batch_id, k, at from cohort c, generate_series(1, ${each}) k,
     lateral (select (c.n - 1) / 10 as g) y,
     lateral (select date_trunc('day', now()) + interval '1 day' * ((k - ${Math.ceil(each / 2)}) * 2 + case when g % 2 = 0 then -1 else 1 end * ((g + 1) / 2) * ${each * 2 + 5}) + interval '1 hour' * (c.n % 10 + 2) as at) x`,
    `insert into sessions (id, batch_id, number, title, state, starts_at, ends_at, local_date, local_time, zone)
   select id, batch_id, k, 'Class ' || k, case when at < now() then 'ended' else 'scheduled' end, at, at + interval '1 hour', at::date, at::time, 'Asia/Kolkata' from lesson`,
    "insert into session_meetings (session_id) select id from lesson",
    `insert into join_attempts (id, session_id, requested, student_id, at, facts, policy_version, outcome, decided_at)
   select app.uuidv7(), l.id, l.id, a.student_id, l.at, '{}', 0, 'allowed', l.at from lesson l join batch_assignments a on a.organization_id = app.organization_id() and a.batch_id = l.batch_id
   where l.at between now() - interval '6 days' and now()`,
  ];
};
