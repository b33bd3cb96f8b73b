#compdef crossover
# Completes the words of `crossover` in zsh.
_crossover() {
  local answer
  local -a found
  answer=$(@CROSSOVER@ __complete zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)
  [[ -n $answer ]] || return 1
  if [[ $answer == :files ]]; then
    compset -P '*='
    _files
    return
  fi
  found=("${(@f)answer}")
  _describe crossover found
}
# As a file of a folder in `fpath` it is called; otherwise it is read at the start.
if [[ $funcstack[1] == _crossover ]]; then
  _crossover "$@"
else
  compdef _crossover crossover
fi
