# Sourced by compilers.sh and processors.sh.
#
# same_bytes ONE OTHER REPLICATIONS MODEL...: runs every model and case by the commands in the arrays named ONE (on one
# thread) and OTHER (on three), and compares their JSON but for what may differ: wall time, threads and commit. False
# if anything differs, or nothing was compared.

# Prints a result, or an exit code beyond a verdict (0, 98, 99).
answer() {
  local code=0
  "$@" --format json 2>/dev/null | sed -E '/^ *"(wall_seconds|threads|commit)": /d' || code=$?
  case $code in 0 | 98 | 99) ;; *) echo "exit code $code" >&2; return 1 ;; esac
}

same_bytes() {
  local -n first_program=$1 second_program=$2
  local replications=$3 model case by_one by_other compared=0 bytes=0 different=0
  shift 3
  for model in "$@"; do
    for case in "" $("${first_program[@]}" run "$model" --list-cases 2>/dev/null); do
      local run=(run "$model" ${case:+--case "$case"} --replications "$replications")
      by_one=$(answer "${first_program[@]}" "${run[@]}" --threads 1)
      by_other=$(answer "${second_program[@]}" "${run[@]}" --threads 3)
      compared=$((compared + 1))
      bytes=$((bytes + $(printf %s "$by_one" | wc -c)))
      if [ -z "$by_one" ] || [ "$by_one" != "$by_other" ]; then
        echo "differs: $model ${case:+--case $case}" >&2
        different=$((different + 1))
      fi
    done
  done
  echo "$compared runs compared, $bytes bytes, $different differ"
  [ "$compared" -gt 0 ] && [ "$different" -eq 0 ]
}
