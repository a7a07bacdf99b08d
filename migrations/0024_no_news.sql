-- What the school told a student: who has been told nothing costs next to nothing.
create or replace function app.student_notices(p_student uuid, p_now timestamptz, p_templates text[], p_since timestamptz, p_before uuid, p_unread_first boolean, p_most int)
returns jsonb language plpgsql stable set search_path = pg_catalog, public, app set plan_cache_mode = force_generic_plan as $$
declare org uuid := app.organization_id(); found jsonb;
begin
  -- The statement below is large, and to set it up costs as much as all else on Home; most have no news.
  if not exists (select from memberships m join notifications n on n.organization_id = m.organization_id and n.user_id = m.user_id
    where m.organization_id = org and m.id = p_student and n.created_at >= p_since and n.template = any(p_templates) and n.state in ('pending', 'ready', 'read'))
  then return '[]'; end if;
  with told as (
    select distinct on (n.template, n.subject_id) n.id, n.template, n.subject_id, split_part(n.occurrence, '/', 1) as occurrence, n.state, n.created_at, n.user_id
    from memberships m
    join notifications n on n.organization_id = m.organization_id and n.user_id = m.user_id
    where m.organization_id = org and m.id = p_student and n.created_at >= p_since and n.template = any(p_templates) and n.state in ('pending', 'ready', 'read')
    order by n.template, n.subject_id, n.created_at desc, n.id desc),
  news as (
    select t.*, s.title, s.starts_at, s.ends_at, s.sequence, s.cancel_reason, c.name as course
    from told t
    left join sessions s on t.template in ('class_cancelled', 'class_moved', 'class_restored') and s.organization_id = org and s.id = t.subject_id
    left join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
    left join courses c on c.organization_id = b.organization_id and c.id = b.course_id
    where case t.template
      when 'class_cancelled' then s.state = 'cancelled'
      when 'class_restored' then s.state <> 'cancelled'
      when 'class_moved' then s.state <> 'cancelled' and s.sequence::text = t.occurrence
      when 'place_given' then exists (select from batch_assignments a where a.organization_id = org and a.id = t.subject_id and a.state in ('assigned', 'active', 'completed'))
      else true end),
  page as (
    select * from news n
    where p_before is null or (n.created_at, n.id) < (select x.created_at, x.id from notifications x where x.organization_id = org and x.id = p_before)
    order by p_unread_first and n.state <> 'read' desc, n.created_at desc, n.id desc limit p_most)
  select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'template', n.template, 'isRead', n.state = 'read', 'at', n.created_at,
    'session', case when n.title is not null then jsonb_build_object('title', n.title, 'course', n.course, 'startsAt', n.starts_at, 'endsAt', n.ends_at,
      'reason', case when n.template = 'class_cancelled' then n.cancel_reason else h.reason end, 'wasStartsAt', h.was_starts_at, 'wasEndsAt', h.was_ends_at) end,
    'announcement', case when n.template = 'announcement' then (
      select jsonb_build_object('about', coalesce(y.title, ab.name), 'from', coalesce(p.full_name, (select g.name from organizations g where g.id = org)), 'message', r.text)
      from announcements r join batches ab on ab.organization_id = r.organization_id and ab.id = r.batch_id
      left join sessions y on y.organization_id = r.organization_id and y.id = r.session_id
      left join staff_profiles p on p.organization_id = r.organization_id and p.id = r.sent_by
      where r.organization_id = org and r.id = n.subject_id) end,
    'series', case when n.template = 'batch_moved' then (
      select jsonb_build_object('batch', min(sb.name), 'course', min(sc.name), 'reason', min(x.reason), 'classes', count(*))
      from session_changes x join sessions y on y.organization_id = x.organization_id and y.id = x.session_id
      join batches sb on sb.organization_id = y.organization_id and sb.id = y.batch_id join courses sc on sc.organization_id = sb.organization_id and sc.id = sb.course_id
      where x.organization_id = org and x.series_id = n.subject_id having count(*) > 0) end,
    'move', case when n.template = 'batch_cancelled' then (
      select jsonb_build_object('batch', fb.name, 'course', fc.name, 'reason', fb.cancel_reason, 'to', tb.name, 'owner', o.full_name)
      from cancellation_moves v join batches fb on fb.organization_id = v.organization_id and fb.id = v.batch_id join courses fc on fc.organization_id = v.organization_id and fc.id = v.course_id
      left join batches tb on tb.organization_id = v.organization_id and tb.id = v.to_batch_id left join staff_profiles o on o.organization_id = v.organization_id and o.id = v.owner_id
      where v.organization_id = org and v.id = n.subject_id and v.student_id = p_student) end,
    'cohort', case when n.template in ('place_given', 'classes_planned') then (
      select jsonb_build_object('batch', gb.name, 'course', gc.name, 'nextAt', t.next_at, 'coming', t.coming)
      from batches gb join courses gc on gc.organization_id = gb.organization_id and gc.id = gb.course_id
      cross join lateral (select min(y.starts_at) as next_at, count(*) as coming from sessions y
        where y.organization_id = org and y.batch_id = gb.id and y.state = 'scheduled' and y.ends_at > p_now) t
      where gb.organization_id = org and gb.id = case n.template when 'classes_planned' then n.subject_id
        else (select a.batch_id from batch_assignments a where a.organization_id = org and a.id = n.subject_id) end) end,
    'address', case when n.template in ('address_added', 'address_changed') then (
      select e.email from user_emails e where e.organization_id = org and e.user_id = n.user_id and case n.template when 'address_added' then e.id = n.subject_id else e.is_primary end limit 1) end
    ) order by p_unread_first and n.state <> 'read' desc, n.created_at desc, n.id desc), '[]') into found
  from page n
  left join session_changes h on n.template = 'class_moved' and h.organization_id = org and h.session_id = n.subject_id and h.sequence = n.sequence;
  return found;
end $$;
