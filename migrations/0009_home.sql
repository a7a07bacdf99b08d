-- Home in one call: its statements are simple and many, and planning them under row level security costs twenty times what running
-- them does; plpgsql keeps the plans of a connection. SECURITY INVOKER: every wall holds here as it does anywhere.
create function app.home_page(p_student uuid, p_now timestamptz) returns jsonb language plpgsql stable set search_path = pg_catalog, public, app as $$
declare plans jsonb; classes jsonb; rule jsonb;
begin
  select coalesce(jsonb_agg(to_jsonb(x)), '[]') into plans from (
    select e.id, e.state, e.state_reason, p.name as plan_name, e.valid_until_on::text as valid_until_on, e.agreed_paisa::text as agreed_paisa,
      coalesce((select jsonb_agg(jsonb_build_object('fromOn', x.from_on, 'untilOn', x.until_on)) from enrollment_pauses x
        where x.enrollment_id = e.id and x.student_id = p_student and x.state in ('approved', 'active')), '[]') as pauses,
      coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title, 'dueOn', t.due_on) order by t.due_on nulls last) from onboarding_tasks t
        where t.enrollment_id = e.id and t.student_id = p_student and t.state = 'todo' and t.owner = 'student'), '[]') as tasks,
      (select jsonb_build_object(
          'receivedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'receipt' and v.id is not null), 0),
          'unverifiedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'receipt' and v.id is null), 0),
          'waivedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'waiver'), 0),
          'feesPaisa', coalesce(-sum(l.amount_paisa) filter (where k = 'fee'), 0),
          'refundedPaisa', coalesce(-sum(l.amount_paisa) filter (where k = 'refund'), 0),
          'adjustedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'adjustment'), 0))
        from payments l
        left join payments r on r.organization_id = l.organization_id and r.id = l.reverses_id
        cross join lateral (select coalesce(r.kind, l.kind) as k) kinds
        -- A case and not a coalesce: the planner holds coalesce for leaky, and behind a wall would read every verification of the school.
        left join payment_verifications v on v.organization_id = l.organization_id and v.payment_id = case when l.reverses_id is null then l.id else l.reverses_id end
        where l.enrollment_id = e.id and l.student_id = p_student) as ledger
    from enrollments e join plans p on p.organization_id = e.organization_id and p.id = e.plan_id
    where e.student_id = p_student and e.organization_id = (select app.organization_id())
    order by e.state in ('CANCELLED', 'REFUNDED', 'COMPLETED'), e.created_at desc limit 10
  ) x;
  select coalesce(jsonb_agg(to_jsonb(x)), '[]') into classes from (
    select s.id, a.enrollment_id, s.number, c.sessions_planned as planned, s.title, c.name as course_name, s.state, to_json(s.starts_at) #>> '{}' as starts_at, to_json(s.ends_at) #>> '{}' as ends_at,
      to_json(s.opens_at_override) #>> '{}' as opens_at_override, to_json(s.closes_at_override) #>> '{}' as closes_at_override, s.zone, t.full_name as trainer, s.cancel_reason,
      case when s.ends_at < p_now then app.class_still_running(s.id) else false end as still_running
    from batch_assignments a
    join sessions s on s.organization_id = a.organization_id and s.batch_id = a.batch_id
    join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
    join courses c on c.organization_id = b.organization_id and c.id = b.course_id
    left join staff_profiles t on t.organization_id = s.organization_id and t.id = coalesce(s.trainer_id, b.trainer_id)
    where a.student_id = p_student and a.organization_id = (select app.organization_id()) and a.state in ('assigned', 'active') and s.state <> 'ended'
      and s.starts_at > p_now - interval '15 hours' and s.starts_at < p_now + interval '60 days'
      and s.ends_at > p_now - interval '3 hours'
    order by s.starts_at limit 8
  ) x;
  select p.value into rule from policies p
    where p.organization_id = (select app.organization_id()) and p.key = 'join_window' and p.plan_id is null and p.valid_from <= p_now order by p.version desc limit 1;
  return jsonb_build_object('enrollments', plans, 'sessions', classes, 'policy', rule);
end $$;
grant execute on function app.home_page(uuid, timestamptz) to hub_app;
