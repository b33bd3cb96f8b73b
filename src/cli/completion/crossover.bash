# Completes the words of `crossover` in bash.
_crossover() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    if [ "$word" = :files ]; then
      compopt -o default 2>/dev/null
    else
      COMPREPLY+=("$word")
    fi
  done < <(@CROSSOVER@ __complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -F _crossover crossover
