# The far end of a publish over SSH: one of the operations below, under any POSIX shell with the tools
# of coreutils or busybox. The program writes variables and functions before this text, and `main`
# after it, so nothing runs unless everything has arrived.

fail() {
    printf 'digest-fail %s\n' "$*"
    exit 1
}

say() {
    printf '%s\n' "$*"
}

is_id() {
    case $1 in
    [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z-[0-9][0-9][0-9]*)
        case ${1#*-} in *[!0-9]*) return 1 ;; esac
        ;;
    *) return 1 ;;
    esac
}

# Sets `live` to the release that readers see, or to nothing.
find_live() {
    live=
    if [ -h "$link" ]; then
        target=$(readlink "$link") || fail failed "cannot read the link \`$link\`"
        case $target in
        "$name.releases/"* | "$releases/"*) live=${target##*/} ;;
        *) fail foreign-link "$target" ;;
        esac
        is_id "$live" || fail foreign-link "$target"
        [ -d "$releases/$live" ] || live=
    elif [ -e "$link" ]; then
        fail taken
    fi
}

make_places() {
    mkdir -p "$parent" || fail denied "cannot make the directory \`$parent\`"
    [ -d "$releases" ] || mkdir "$releases" || fail denied "cannot make the directory \`$releases\`"
    [ -d "$records" ] || mkdir -m 700 "$records" ||
        fail denied "cannot make the directory \`$records\`"
}

# Keeps other processes from changing records and the link. One that died is waited for.
guard() {
    tries=0
    until mkdir "$records/guard" 2>/dev/null; do
        tries=$((tries + 1))
        [ -d "$records/guard" ] || fail denied "cannot write to \`$records\`"
        if [ -n "$(find "$records/guard" -prune -mmin +2 2>/dev/null)" ]; then
            rmdir "$records/guard" 2>/dev/null
        fi
        [ "$tries" -lt 150 ] || fail conflict "another process is changing \`$records\`"
        sleep 1
    done
    trap 'rmdir "$records/guard" 2>/dev/null' EXIT
    trap 'exit 1' HUP INT TERM
}

# The first line of a record is its revision.
revision_of() {
    revision=
    if [ -f "$1" ]; then IFS= read -r revision <"$1" || revision=; fi
}

# Writes the record $1 with what `record_data` prints, all at once.
write_record() {
    temporary=$records/.$1.new
    rm -f "$temporary"
    (umask 077 && record_data >"$temporary") && mv -f "$temporary" "$records/$1" || {
        rm -f "$temporary"
        fail failed "cannot write \`$records/$1\`"
    }
}

# The releases, and the records with their sizes; then what the records contain.
snapshot() {
    find_live
    say "live $live"
    for one in "$releases"/*; do
        if [ -d "$one" ] && is_id "${one##*/}"; then say "id ${one##*/}"; fi
    done
    set -- lock journal.json
    if [ -n "$live" ]; then set -- "$@" "$live.json"; fi
    for one in "$@"; do
        if [ -f "$records/$one" ]; then
            size=$(wc -c <"$records/$one") || fail denied "cannot read \`$records/$one\`"
            say "record $one $((size))"
        fi
    done
    say contents
    for one in "$@"; do
        if [ -f "$records/$one" ]; then cat "$records/$one" || exit 1; fi
    done
}

check() {
    find_live
    command -v rsync >/dev/null || fail no-rsync
    for one in "$records" "$releases" "$parent"; do
        if [ -e "$one" ]; then
            [ -d "$one" ] || fail refused "\`$one\` is not a directory"
            [ -w "$one" ] || fail denied "\`$one\` cannot be written to"
        fi
    done
}

write() {
    make_places
    find_live
    guard
    if [ "$record" = manifest.json ]; then
        [ -n "$live" ] || fail refused "nothing has been published to \`$link\` yet"
        record=$live.json
    fi
    revision_of "$records/$record"
    [ "$revision" = "$expected" ] || fail conflict "\`$records/$record\` was changed by another process"
    write_record "$record"
    snapshot
}

remove() {
    if [ "$record" = manifest.json ]; then
        find_live
        record=$live.json
    fi
    rm -f "$records/$record" || fail denied "cannot remove \`$records/$record\`"
}

list() {
    find_live
    if [ -n "$live" ]; then
        cd "$releases/$live" && find . ! -type d -exec stat -c '%f %s %n' {} + ||
            fail failed "cannot list \`$releases/$live\`"
    fi
}

# Makes the new release as a copy of the live one, without what is deleted.
begin() {
    make_places
    find_live
    [ "$live" = "$base" ] || fail conflict "another process has published to \`$link\` meanwhile"
    for one in "$releases"/.*.partial "$releases"/.*.old; do
        old=${one##*/.}
        old=${old%.*}
        if is_id "$old"; then rm -rf "$one"; fi
    done
    for one in "$records"/*.json; do
        old=${one##*/}
        old=${old%.json}
        if is_id "$old" && [ ! -d "$releases/$old" ]; then rm -f "$one"; fi
    done
    rm -f "$records"/.*.new
    mkdir "$partial" || fail denied "cannot make the directory \`$partial\`"
    if [ -n "$base" ] && ! cp -al "$releases/$base/." "$partial/" 2>/dev/null; then
        # Not every file system has hard links, and not every file may be linked.
        rm -rf "$partial"
        mkdir "$partial" && cp -a "$releases/$base/." "$partial/" ||
            fail failed "cannot copy \`$releases/$base\`"
    fi
    linked=$(
        cd "$partial" || exit 1
        directories | while IFS= read -r one; do
            if [ -h "./$one" ]; then say "$one"; fi
        done
    ) || fail failed "cannot enter \`$partial\`"
    [ -z "$linked" ] || fail linked "$linked"
    (
        cd "$partial" || exit 1
        deleted | tr '\n' '\0' | xargs -0 -r rm -f -- || exit 1
        emptied | while IFS= read -r one; do rmdir "./$one" 2>/dev/null; done
        :
    ) || fail failed "cannot delete files in \`$partial\`"
}

# Verifies what was sent, and shows the new release.
finish() {
    found=$(cd "$partial" && sent_paths | tr '\n' '\0' | xargs -0 -r stat -c '%s %n') || found=failed
    [ "$found" = "$(sent_sizes)" ] || fail failed "not all files have arrived in \`$partial\`"
    sync -f "$partial" 2>/dev/null || sync
    guard
    find_live
    [ "$live" = "$base" ] || fail conflict "another process has published to \`$link\` meanwhile"
    revision_of "$records/$base.json"
    [ "$revision" = "$expected" ] || fail conflict "another process has published to \`$link\` meanwhile"
    [ ! -e "$releases/$id" ] || fail conflict "\`$releases/$id\` exists already"
    write_record "$id.json"
    mv "$partial" "$releases/$id" || fail failed "cannot rename \`$partial\`"
    # Releases after the one that this began with were rolled back, or never shown.
    for one in $abandoned; do retire "$one"; done
    show "$id"
    say shown
    for one in $surplus; do retire "$one"; done
}

retire() {
    if [ -d "$releases/$1" ]; then
        mv "$releases/$1" "$releases/.$1.old"
        rm -rf "$records/$1.json" "$releases/.$1.old"
    fi
}

show() {
    temporary=$parent/.$name.digest-link
    rm -f "$temporary"
    ln -s "$name.releases/$1" "$temporary" && mv -Tf "$temporary" "$link" || {
        rm -f "$temporary"
        fail failed "cannot replace the link \`$link\`"
    }
    sync -f "$parent" 2>/dev/null || sync
}

rollback() {
    guard
    find_live
    [ "$live" = "$base" ] || fail conflict "another process has published to \`$link\` meanwhile"
    [ -d "$releases/$id" ] || fail conflict "\`$releases/$id\` was removed"
    show "$id"
}

discard() {
    rm -rf "$partial"
}

main() {
    set -u
    LC_ALL=C
    export LC_ALL
    umask 022
    releases=$link.releases
    records=$releases/.digest
    partial=$releases/.$id.partial
    say digest-begin
    "$operation"
    say digest-end
}
