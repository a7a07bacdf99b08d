-- People: whose personal data staff looked at, whom the school invited, who tried to sign in and matched nobody, a look through a
-- student's eyes, and two accounts that turned out to be one person.

-- Staff read a student's personal data: one row for each actor, student, screen and quarter of an hour, however often the page renews
-- itself. The lock makes two tabs opened at once one reading. SECURITY INVOKER: only staff see the audit, so only their readings are counted.
create function app.note_read(p_student uuid, p_screen text, p_action text, p_now timestamptz) returns boolean language plpgsql volatile set search_path = pg_catalog, public, app as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('read:' || app.setting('actor') || p_student || p_screen, 5));
  if exists (select from audit_logs a where a.organization_id = app.organization_id() and a.entity = 'student_profiles' and a.entity_id = p_student
      and a.at > p_now - interval '15 minutes' and a.at < p_now + interval '15 minutes' and a.kind = 'read' and a.actor = app.setting('actor') and a.after ->> 'screen' = p_screen) then
    return false;
  end if;
  perform app.note('read', 'student_profiles', p_student, p_action, jsonb_build_object('screen', p_screen));
  return true;
end $$;
grant execute on function app.note_read(uuid, text, text, timestamptz) to hub_app;
