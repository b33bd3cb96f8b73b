# Completes the words of `crossover` in fish.
function __crossover_complete
    set -l typed (commandline -ct)
    set -l words (commandline -opc) $typed
    set -l answer (@CROSSOVER@ __complete fish $words[2..-1] 2>/dev/null </dev/null)
    if test "$answer" = :files
        set -l option (string match -r '^--[^=]*=' -- $typed)
        printf "$option%s\n" (__fish_complete_path (string replace -- "$option" '' $typed))
    else if set -q answer[1]
        printf '%s\n' $answer
    end
end
complete -c crossover -f -a '(__crossover_complete)'
