-- Finding students among many: a directory with one row for each, kept by triggers, for lists and for search; and a search that
-- forgives. What a list filters and sorts by is computed from several tables (which enrollment counts today, what the ledger says): to
-- compute it for a whole school at every page would cost seconds.

-- Names as they are compared: lower case, without accents, split where words end. Any script; an apostrophe joins.
create function app.plain_name(p_name text) returns text language sql stable as $$
  select btrim(regexp_replace(
    public.unaccent(regexp_replace(normalize(lower(p_name), nfkd), '[\u0300-\u036f''’ʼ`]', '', 'g')),
    '[\s.,;:()\[\]{}<>"“”/\\_|·•–—-]+', ' ', 'g'))
$$;
create function app.name_words(p_name text) returns text[] language sql stable as $$
  select coalesce((select array_agg(distinct w) from unnest(string_to_array(app.plain_name(p_name), ' ')) w where w <> ''), '{}')
$$;

-- What is left of a word when up to so many of its letters are struck out. Two words with such a rest in common are at most that many
-- typing errors apart: a letter too many, missing, wrong or out of its place. Of a long word its beginning says enough.
create function app.word_rests(p_word text, p_struck int) returns text[] language sql immutable as $$
  with cut as (select left(p_word, most) as w, least(length(p_word), most) as n from (select case p_struck when 2 then 8 else 12 end as most) x)
  select array_agg(distinct rest) from (
    select w as rest from cut
    union all select substr(w, 1, i - 1) || substr(w, i + 1) from cut, generate_series(1, n) i where p_struck >= 1 and n >= 3
    union all select substr(w, 1, i - 1) || substr(w, i + 1, j - i - 1) || substr(w, j + 1) from cut, generate_series(1, n) i, generate_series(i + 1, n) j where p_struck >= 2 and n >= 4
  ) x
$$;
grant execute on function app.plain_name(text), app.name_words(text), app.word_rests(text, int) to hub_gate;

-- The words of the school's names, each once: typing errors are looked for among these, not among a hundred thousand names.
create table name_words (
  organization_id uuid not null references organizations (id),
  word text collate "C" not null,
  near text[] not null,
  far text[] not null,
  primary key (organization_id, word)
);
create index name_words_near on name_words using gin (organization_id, near);
create index name_words_far on name_words using gin (organization_id, far);
call app.protect('name_words', 'gate', 'machinery', '');
call app.open_to_gate('name_words', 'select, insert');

create table student_directory (
  id uuid primary key,
  organization_id uuid not null,
  code text not null,
  -- The code without what people leave out, and its number: "MD1042", "1042".
  code_key text collate "C" not null,
  code_number text collate "C" not null,
  -- In which numbers stand in their order: "MD-000000001042".
  code_sort text collate "C" not null,
  sort_name text collate "C" not null,
  words text[] not null,
  joined_at timestamptz not null,
  signed_in boolean not null,
  -- The enrollment that counts: a live one before an ended one before a closed one, the newest of these. Null: none yet.
  enrollment_id uuid,
  plan_id uuid,
  -- Effective on the day it was written down; from changes_on on it is computed anew until a command or the night writes it down.
  enrollment_state text,
  changes_on date,
  payment text,
  -- 0 live, 1 ended, 2 completed, 3 cancelled or refunded, 4 none.
  standing int not null default 4,
  unique (organization_id, id),
  foreign key (organization_id, id) references student_profiles (organization_id, id)
);
create index student_directory_name on student_directory (organization_id, sort_name, id);
create index student_directory_code on student_directory (organization_id, code_sort, id);
create index student_directory_joined on student_directory (organization_id, joined_at, id);
create index student_directory_state on student_directory (organization_id, enrollment_state, sort_name, id) include (changes_on);
create index student_directory_payment on student_directory (organization_id, payment, sort_name, id);
create index student_directory_plan on student_directory (organization_id, plan_id, sort_name, id);
create index student_directory_unseen on student_directory (organization_id, sort_name, id) where not signed_in;
create index student_directory_due on student_directory (organization_id, changes_on) where changes_on is not null;
create index student_directory_code_key on student_directory (organization_id, code_key);
create index student_directory_code_number on student_directory (organization_id, code_number);
create index student_directory_words on student_directory using gin (organization_id, words);
call app.protect('student_directory', 'staff', 'machinery', 'select');
call app.open_to_gate('student_directory', 'select, insert, update');
-- The same wall as a boolean: "= 'org'" of what is not known before it runs is taken for one row in two hundred, and a page of so few
-- rows would be sorted from all of them instead of read in the index's order.
alter policy wall on student_directory using ((select app.scope() = 'org'));

create index user_emails_part on user_emails using gin (organization_id, email gin_trgm_ops);
create index student_contacts_phone on student_contacts (organization_id, (reverse(phone) collate "C")) where phone is not null;
call app.open_to_gate('student_contacts', 'select');

-- The same as effectiveState in app/domain/enrollments/effective-state.ts, held equal by a test; and from which day on it may be another.
create function app.effective_state(p_organization uuid, p_enrollment uuid, p_state text, p_valid_until date, p_today date, out state text, out changes_on date)
language plpgsql stable as $$
declare paused boolean; over int; given int; next_pause date;
begin
  state := p_state;
  if p_state in ('PAYMENT_VERIFIED', 'SUSPENDED', 'COMPLETED', 'CANCELLED', 'REFUNDED', 'EXPIRED') then return; end if;
  select coalesce(bool_or(p_today between x.from_on and x.until_on), false), count(*) filter (where x.until_on < p_today),
      coalesce(sum(x.until_on - x.from_on + 1) filter (where x.until_on < p_today), 0),
      least(min(x.from_on) filter (where x.from_on > p_today), min(x.until_on + 1) filter (where x.until_on >= p_today))
    into paused, over, given, next_pause
    from enrollment_pauses x where x.organization_id = p_organization and x.enrollment_id = p_enrollment and x.state in ('approved', 'active');
  changes_on := least(next_pause, case when p_valid_until + given >= p_today then p_valid_until + given + 1 end);
  if paused or (p_state = 'PAUSED' and over = 0) then
    state := 'PAUSED';
  elsif p_valid_until + given < p_today then
    state := 'EXPIRED';
  elsif p_state = 'PAUSED' then
    state := 'ACTIVE';
  end if;
end $$;
-- The state of a line of the directory on a day: as written down, or computed anew from the day on which it may be another.
create function app.state_on(d student_directory, p_today date) returns text language plpgsql stable as $$
begin
  if d.changes_on <= p_today then
    return (select f.state from enrollments e, app.effective_state(e.organization_id, e.id, e.state, e.valid_until_on, p_today) f where e.organization_id = d.organization_id and e.id = d.enrollment_id);
  end if;
  return d.enrollment_state;
end $$;
grant execute on function app.state_on(student_directory, date) to hub_app, hub_gate;
-- Lines whose state may be another today than it was written down: few, and none after the night's job.
create function app.students_due(p_today date) returns setof uuid language plpgsql stable rows 10 set enable_seqscan = off as $$
begin
  return query select d.id from student_directory d where d.organization_id = app.organization_id() and d.changes_on <= p_today;
end $$;
grant execute on function app.students_due(date) to hub_app;
-- The same as paymentState in app/domain/payments/payment-state.ts, held equal by a test.
create function app.payment_state(p_agreed bigint, p_sums jsonb) returns text language plpgsql immutable as $$
declare
  refunded bigint := (p_sums ->> 'refundedPaisa')::bigint;
  waived bigint := (p_sums ->> 'waivedPaisa')::bigint;
  fees bigint := (p_sums ->> 'feesPaisa')::bigint;
  paid bigint := (p_sums ->> 'receivedPaisa')::bigint - refunded;
begin
  if refunded > 0 and paid <= 0 then return 'refunded'; end if;
  if p_agreed + fees - paid - waived - (p_sums ->> 'adjustedPaisa')::bigint <= 0 then
    return case when paid > 0 or p_agreed + fees = 0 then 'settled' else 'waived' end;
  end if;
  return case when paid > 0 or waived > 0 then 'part' else 'due' end;
end $$;
grant execute on function app.effective_state(uuid, uuid, text, date, date), app.payment_state(bigint, jsonb) to hub_app, hub_gate;

-- Both write down what the tables say now. The rows are locked first and read by a later statement, so that of two transactions that
-- change the same student the second sees what the first did. In order of their ids, so that they wait and do not block each other.
create function app.list_students(p_ids uuid[]) returns void language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
begin
  perform from public.student_directory d where d.id = any (p_ids) order by d.id for no key update;
  insert into public.name_words (organization_id, word, near, far)
    select x.organization_id, x.word, app.word_rests(x.word, 1), app.word_rests(x.word, 2) from (
      select distinct p.organization_id, w as word from public.student_profiles p, unnest(app.name_words(concat_ws(' ', p.full_name, p.preferred_name))) w
      where p.id = any (p_ids) order by 1, 2) x
    where not exists (select from public.name_words n where n.organization_id = x.organization_id and n.word = x.word)
    on conflict do nothing;
  insert into public.student_directory as d (id, organization_id, code, code_key, code_number, code_sort, sort_name, words, joined_at, signed_in)
    select p.id, p.organization_id, p.code, regexp_replace(upper(p.code), '[^A-Z0-9]', '', 'g'), ltrim(coalesce(substring(p.code from '[0-9]+$'), ''), '0'),
      regexp_replace(upper(p.code), '[0-9]+$', '') || lpad(coalesce(substring(p.code from '[0-9]+$'), ''), 12, '0'),
      left(app.plain_name(p.full_name), 200), app.name_words(concat_ws(' ', p.full_name, p.preferred_name)), p.created_at, m.first_signed_in_at is not null
    from public.student_profiles p join public.memberships m on m.organization_id = p.organization_id and m.id = p.id
    where p.id = any (p_ids) order by p.id
    on conflict (id) do update set code = excluded.code, code_key = excluded.code_key, code_number = excluded.code_number, code_sort = excluded.code_sort, sort_name = excluded.sort_name,
      words = excluded.words, signed_in = excluded.signed_in
      where (d.code, d.sort_name, d.words, d.signed_in) is distinct from (excluded.code, excluded.sort_name, excluded.words, excluded.signed_in);
end $$;

create function app.list_enrollments(p_students uuid[]) returns void language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
begin
  perform from public.student_directory d where d.id = any (p_students) order by d.id for no key update;
  update public.student_directory d set enrollment_id = n.enrollment_id, plan_id = n.plan_id, enrollment_state = n.state, changes_on = n.changes_on, payment = n.payment, standing = coalesce(n.standing, 4)
  from (
    select x.id, e.id as enrollment_id, e.plan_id, f.state, f.changes_on, e.standing,
      case when exists (select from public.payments p where p.organization_id = e.organization_id and p.enrollment_id = e.id)
        then app.payment_state(e.agreed_paisa, app.ledger_sums(e.organization_id, e.id))
        when e.agreed_paisa > 0 then 'due' when e.id is not null then 'settled' end as payment
    from public.student_directory x
    join public.organizations o on o.id = x.organization_id
    left join lateral (
      select c.*, case when c.state in ('CANCELLED', 'REFUNDED') then 3 when c.state = 'COMPLETED' then 2 when c.state = 'EXPIRED' then 1 else 0 end as standing
      from public.enrollments c where c.organization_id = x.organization_id and c.student_id = x.id
      order by standing, c.created_at desc, c.id desc limit 1) e on true
    left join lateral app.effective_state(e.organization_id, e.id, e.state, e.valid_until_on, (app.now() at time zone o.zone)::date) f on e.id is not null
    where x.id = any (p_students)
  ) n
  where d.id = n.id and (d.enrollment_id, d.plan_id, d.enrollment_state, d.changes_on, d.payment, d.standing) is distinct from (n.enrollment_id, n.plan_id, n.state, n.changes_on, n.payment, coalesce(n.standing, 4));
end $$;

-- Once a statement, not once a row: an import writes thousands. Of an update, students before and after: a merge moves rows.
create function app.profiles_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, public, app as $$
begin
  if tg_op = 'INSERT' then
    perform app.list_students(array(select c.id from changed c));
  else
    perform app.list_students(array(select c.id from changed c join was w on w.id = c.id
      where (c.full_name, c.preferred_name, c.code) is distinct from (w.full_name, w.preferred_name, w.code)));
  end if;
  return null;
end $$;
create function app.memberships_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, public, app as $$
begin
  perform app.list_students(array(select c.id from changed c join was w on w.id = c.id
    where c.kind = 'student' and (c.first_signed_in_at is null) is distinct from (w.first_signed_in_at is null)));
  return null;
end $$;
create function app.enrollments_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, public, app as $$
begin
  if tg_op = 'INSERT' then
    perform app.list_enrollments(array(select distinct c.student_id from changed c));
  else
    perform app.list_enrollments(array(select c.student_id from changed c union select w.student_id from was w));
  end if;
  return null;
end $$;
do $$
declare t text;
begin
  create trigger directory_new after insert on student_profiles referencing new table as changed for each statement execute function app.profiles_changed();
  create trigger directory after update on student_profiles referencing old table as was new table as changed for each statement execute function app.profiles_changed();
  create trigger directory after update on memberships referencing old table as was new table as changed for each statement execute function app.memberships_changed();
  foreach t in array array['enrollments', 'enrollment_pauses', 'payments', 'payment_verifications'] loop
    execute format('create trigger directory_new after insert on %I referencing new table as changed for each statement execute function app.enrollments_changed()', t);
    execute format('create trigger directory after update on %I referencing old table as was new table as changed for each statement execute function app.enrollments_changed()', t);
  end loop;
end $$;

create function app.students_of_trainer(p_organization uuid, p_trainer uuid) returns uuid[] language sql stable as $$
  select array(select a.student_id from batch_assignments a where a.organization_id = p_organization and a.state in ('assigned', 'active', 'completed') and a.batch_id in (
    select b.id from batches b where b.organization_id = p_organization and b.trainer_id = p_trainer
    union select s.batch_id from sessions s where s.organization_id = p_organization and s.trainer_id = p_trainer))
$$;
-- Bitmaps only: with a limit the planner hopes to meet a part of an address soon in any order, and reads them all where it is rare.
create function app.addresses_with(p_organization uuid, p_typed text, p_among uuid[], p_limit int) returns table (id uuid, email text)
language plpgsql stable set enable_indexscan = off set enable_seqscan = off as $$
declare part text := '%' || replace(replace(replace(p_typed, '\', '\\'), '%', '\%'), '_', '\_') || '%';
begin
  return query select m.id, e.email from user_emails e join memberships m on m.organization_id = e.organization_id and m.user_id = e.user_id and m.kind = 'student'
    where e.organization_id = p_organization and e.email like part and (p_among is null or m.id = any (p_among)) limit greatest(100, p_limit);
end $$;
-- Students whose names have a word of each of these sets (null: no set). A statement for each number of sets, because a plan that is
-- kept takes no set out of an "or". Collected before they are cut: with a limit the planner hopes to meet so many soon in any order.
create function app.named_like(p_organization uuid, p_among uuid[], p_most int, s1 text[], s2 text[], s3 text[], s4 text[]) returns table (id uuid, words text[])
language plpgsql stable as $$
begin
  if s2 is null then
    return query with x as materialized (select d.id, d.words from student_directory d where d.organization_id = p_organization and d.words && s1 and (p_among is null or d.id = any (p_among))) select * from x limit p_most;
  elsif s3 is null then
    return query with x as materialized (select d.id, d.words from student_directory d where d.organization_id = p_organization and d.words && s1 and d.words && s2 and (p_among is null or d.id = any (p_among))) select * from x limit p_most;
  elsif s4 is null then
    return query with x as materialized (select d.id, d.words from student_directory d where d.organization_id = p_organization and d.words && s1 and d.words && s2 and d.words && s3 and (p_among is null or d.id = any (p_among))) select * from x limit p_most;
  else
    return query with x as materialized (select d.id, d.words from student_directory d where d.organization_id = p_organization and d.words && s1 and d.words && s2 and d.words && s3 and d.words && s4 and (p_among is null or d.id = any (p_among))) select * from x limit p_most;
  end if;
end $$;
grant execute on function app.addresses_with(uuid, text, uuid[], int), app.named_like(uuid, uuid[], int, text[], text[], text[], text[]) to hub_gate;
grant execute on function app.students_of_trainer(uuid, uuid) to hub_app, hub_gate;

-- Students whose name, code, address or phone is like what was typed, best first; ids only, joined back behind the walls. Names forgive
-- errors and any order of their words; a code may lack its prefix, a phone all but its last four digits. Contact details are searched
-- only where the asker may read them. p_among narrows it down to these students: a trainer's own, a batch's.
-- rank: 0 that very code or address; to 9 a phone, a code's number, its beginning, a part of an address; from 10 on names, by errors.
create function app.search_students(p_organization uuid, p_query text, p_limit int default 20, p_contacts boolean default false, p_among uuid[] default null)
returns table (student_id uuid, rank int) rows 20
-- Kept plans: some twenty small statements, and planning them would cost more than running them does.
language plpgsql stable security definer set search_path = pg_catalog, public, app set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  typed text := lower(btrim(regexp_replace(normalize(left(p_query, 100), nfkc), '\s+', ' ', 'g')));
  key text := regexp_replace(upper(typed), '[^A-Z0-9]', '', 'g');
  digits text := case when typed ~ '^[+0-9 ().-]+$' then ltrim(regexp_replace(typed, '[^0-9]', '', 'g'), '0') else '' end;
  -- Greater than any text that begins with the one before it, as "C" compares.
  beyond constant text := chr(1114111);
  asked text[] := (array(select w from unnest(string_to_array(app.plain_name(typed), ' ')) w where w <> ''))[1:4];
  n int := cardinality(asked);
  ids uuid[] := '{}'; ranks int[] := '{}'; more_ids uuid[]; more_ranks int[];
  -- The names' words that are like the i-th one typed, and how unlike: 0 the same, 1 begins with it, 4 and 8 for one and two errors.
  hit_words text[] := '{}'; hit_i int[] := '{}'; hit_costs int[] := '{}'; hits text[];
  s1 text[] := '{}'; s2 text[]; s3 text[]; s4 text[]; found_all boolean := false;
begin
  if p_organization is distinct from app.organization_id() or app.scope() <> 'org' then
    raise exception using errcode = 'HB401', message = 'students are searched by the staff of their own school';
  end if;
  if typed = '' then return; end if;

  if key <> '' then
    select coalesce(array_agg(d.id), '{}'), coalesce(array_agg(case when d.code_key = key then 0 else 2 end), '{}') into more_ids, more_ranks from (
      select x.id, x.code_key from public.student_directory x where x.organization_id = p_organization and x.code_key = key
      union all (select x.id, x.code_key from public.student_directory x where x.organization_id = p_organization and digits <> '' and x.code_number = digits limit 50)
      union all (select x.id, x.code_key from public.student_directory x where x.organization_id = p_organization and key ~ '^[A-Z]+[0-9]+$' and x.code_key >= key and x.code_key < key || beyond order by x.code_key limit 20)
    ) d where p_among is null or d.id = any (p_among);
    ids := ids || more_ids; ranks := ranks || more_ranks;
  end if;
  if p_contacts and length(digits) >= 4 then
    more_ids := array(select c.id from public.student_contacts c where c.organization_id = p_organization and c.phone is not null
      and reverse(c.phone) collate "C" >= reverse(digits) and reverse(c.phone) collate "C" < reverse(digits) || beyond and (p_among is null or c.id = any (p_among)) limit greatest(100, p_limit));
    ids := ids || more_ids; ranks := ranks || array_fill(1, array[cardinality(more_ids)]);
  end if;
  if p_contacts and typed ~ '[@._+0-9-]' and typed !~ ' ' and length(typed) >= 3 then
    select coalesce(array_agg(e.id), '{}'), coalesce(array_agg(case when e.email = typed then 0 else 5 end), '{}') into more_ids, more_ranks from app.addresses_with(p_organization, typed, p_among, p_limit) e;
    ids := ids || more_ids; ranks := ranks || more_ranks;
  end if;

  -- Round 0: as typed and as begun; 1 and 2: with so many errors a word; from 3 on, where nothing is like all of it, without one word.
  for round in 0..2 + n loop
    exit when n = 0 or digits <> '' or (round > 0 and cardinality(ids) >= p_limit) or (round > 2 and (n = 1 or found_all));
    if round < 3 then
      for i in 1..n loop
        hits := array[asked[i]];
        hit_words := hit_words || hits; hit_i := hit_i || i; hit_costs := hit_costs || 0;
        if round = 0 then
          hits := array(select w.word from public.name_words w where w.organization_id = p_organization and w.word >= asked[i] and w.word < asked[i] || beyond
            order by w.word limit case when n = 1 and length(asked[i]) < 3 then 40 else 200 end);
        elsif round = 1 then
          hits := (array(select w.word from public.name_words w where w.organization_id = p_organization and w.near && app.word_rests(asked[i], 1)))[:200];
        elsif length(asked[i]) > 3 then
          -- Two errors in three letters would be any word at all.
          hits := (array(select w.word from public.name_words w where w.organization_id = p_organization and w.far && app.word_rests(asked[i], 2)))[:400];
        end if;
        hit_words := hit_words || hits;
        hit_i := hit_i || array_fill(i, array[cardinality(hits)]);
        hit_costs := hit_costs || array_fill(case round when 0 then 1 else 4 * round end, array[cardinality(hits)]);
        case i when 1 then s1 := s1 || asked[1] || hits; when 2 then s2 := s2 || asked[2] || hits; when 3 then s3 := s3 || asked[3] || hits; else s4 := s4 || asked[4] || hits; end case;
      end loop;
    elsif length(array_to_string(asked[:round - 3] || asked[round - 1:], '')) < 3 then
      -- What is left has to say something.
      continue;
    end if;
    with found as materialized (
      select f.id, f.words from app.named_like(p_organization, p_among, greatest(500, p_limit),
        case when round = 3 then s2 else s1 end, case when round in (3, 4) then s3 else s2 end, case when round in (3, 4, 5) then s4 else s3 end, case when round < 3 then s4 end) f
      where f.id <> all (ids)
    ), best as (
      select f.id, h.i, min(h.c) as c from found f, unnest(f.words) w join unnest(hit_words, hit_i, hit_costs) h(w, i, c) on h.w = w.w group by 1, 2
    ), total as (select b.id, sum(b.c)::int as c from best b group by 1 having sum(b.c) <= 12)
    select coalesce(array_agg(t.id), '{}'), coalesce(array_agg(10 + t.c + case when round > 2 then 20 else 0 end), '{}') into more_ids, more_ranks from total t;
    ids := ids || more_ids; ranks := ranks || more_ranks;
    if round = 2 then found_all := cardinality(ids) > 0; end if;
  end loop;
  -- A part of an address that has nothing of an address but letters.
  if p_contacts and typed ~ '^[^@._+0-9 -]{3,}$' and cardinality(ids) < p_limit then
    more_ids := array(select e.id from app.addresses_with(p_organization, typed, p_among, p_limit) e);
    ids := ids || more_ids; ranks := ranks || array_fill(30, array[cardinality(more_ids)]);
  end if;
  return query
    select d.id, min(x.r) from unnest(ids, ranks) x(id, r) join public.student_directory d on d.organization_id = p_organization and d.id = x.id
    group by d.id, d.standing, d.sort_name order by min(x.r), d.standing, d.sort_name, d.id limit p_limit;
end $$;

call app.own_function('app.profiles_changed()', 'hub_gate', array['hub_owner']::name[]);
call app.own_function('app.memberships_changed()', 'hub_gate', array['hub_owner']::name[]);
call app.own_function('app.enrollments_changed()', 'hub_gate', array['hub_owner']::name[]);
call app.own_function('app.list_students(uuid[])', 'hub_gate', array['hub_owner']::name[]);
call app.own_function('app.list_enrollments(uuid[])', 'hub_gate', array['hub_owner']::name[]);
call app.own_function('app.search_students(uuid, text, int, boolean, uuid[])', 'hub_gate');

-- Who is there already.
select app.list_students(array(select id from student_profiles));
select app.list_enrollments(array(select id from student_profiles));
