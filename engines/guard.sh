# Runs a command and ends it when our standard input ends. The kernel ends it when the parent dies,
# however it dies, so no engine is ever left behind.
# usage: sh guard.sh <seconds between TERM and KILL> <command> [arguments]; the command's pid is written to descriptor 3
grace=$1
shift
# The shell's own remarks about jobs that ended go nowhere; the command keeps its error output.
exec 4<&0 5>&2 2>/dev/null
"$@" </dev/null 2>&5 3>&- 4<&- 5>&- &
engine=$!
echo "$engine" >&3
exec 3>&- 5>&-
(
  read -r _ <&4
  kill -TERM "$engine"
  sleep "$grace"
  kill -KILL "$engine"
) &
wait "$engine"
code=$?
# What the command left running is in our process group, as is the subshell above.
trap '' TERM
kill -TERM 0
exit "$code"
