-- How often a link was tried since it was last wanted, for its back-off. `attempts` tells one claim from the next and never goes back: begun anew
-- with each want, two claims could hold the same number.
alter table registrant_links add column tries int not null default 0;
update registrant_links set tries = attempts where state = 'wanted';

create or replace function app.claim_registrant_links(p_limit int, p_session uuid, p_student uuid) returns table (id uuid, session_id uuid, student_id uuid, alias text, attempts int)
language sql volatile as $$
  update registrant_links l set due_at = clock_timestamp() + interval '60 seconds', attempts = l.attempts + 1, tries = l.tries + 1
    from (select x.id from registrant_links x join sessions s on s.organization_id = x.organization_id and s.id = x.session_id
          where x.organization_id = app.organization_id() and x.state = 'wanted' and x.due_at <= clock_timestamp()
            and (p_session is null or x.session_id = p_session) and (p_student is null or x.student_id = p_student)
          order by s.starts_at, x.due_at limit p_limit for update of x skip locked) due
   where l.id = due.id
  returning l.id, l.session_id, l.student_id, l.alias, l.attempts
$$;
