-- What came after the merge of accounts and is a student's goes along with them too.

call app.goes_with_student('attendance_contests');
call app.goes_with_student('attendance_evidence', guarded => false);
call app.goes_with_student('attendance_excuses');
-- Worked out by a job from what was seen: what it writes of a closed account stays there and harms nobody.
call app.goes_with_student('attendance_marks', guarded => false);
call app.goes_with_student('attendance_streaks', guarded => false);
call app.goes_with_student('cancellation_moves');
