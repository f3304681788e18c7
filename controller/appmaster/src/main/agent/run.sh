#!/bin/bash
# The container's own process: starts the user's script at once and the agent beside it, starts the
# agent again when it dies and the user's script when the agent says so, and leaves nothing behind.
#
#   script -> agent   on the agent's standard input: "service" (its state changed), "term";
#                     end of file means that this script died
#   agent -> script   .heddle/go: the number of the run that may begin; and the agent's exit code:
#                     0 over, 20 over as a failure, 21 abandoned, anything else a crash
#   .heddle/service   "RUN preparing PID", "RUN running PID" or "RUN exited CODE"
#   .heddle/refused   "RUN WHY": what kept that run's process from being started
#
# Without HEDDLE_SCRIPT there is no service here: the agent is the master of other containers.
# Needs bash 4.3.
set -u

state=.heddle
bundle=${HEDDLE_BUNDLE:-agent.d}
log_dir=${LOG_DIRS:-$PWD} log_dir=${log_dir%%,*}
run=0 service= agent= sweeper= stopping= agent_starts=0 agent_since=0 agent_deaths=0 code=0

# container_e17_1410901177871_0042_02_000001 -> application_1410901177871_0042
ids=${CONTAINER_ID#container_}
[[ $ids != e* ]] || ids=${ids#*_}
IFS=_ read -r cluster number attempt member <<<"$ids"

prepare() {
  [ ! -e $state ] || rm -rf $state
  mkdir -p -m 700 $state $state/runtime tmp
  [ -z "${HEDDLE_WORKSPACE:-}" ] || mkdir -p -m 700 work
  mkfifo -m 600 $state/ctl $state/go
  exec 3<>$state/ctl 5<>$state/go
  # YARN passes a value between double quotes without escaping it: longer texts come encoded.
  [ -z "${HEDDLE_SCRIPT:-}" ] || base64 -d <<<"$HEDDLE_SCRIPT" >$state/script.sh
  [ -z "${HEDDLE_PRE_START:-}" ] || base64 -d <<<"$HEDDLE_PRE_START" >$state/prestart.sh
  [ -z "${HEDDLE_ENV:-}" ] || base64 -d <<<"$HEDDLE_ENV" >$state/env.sh
  [ -z "${HEDDLE_SKEIN:-}" ] || LC_ALL=C write_skein_files
}

# Skein's client looks for its certificate and its key when it is loaded, in the container's own
# directory: they must be there before the user's script begins.
write_skein_files() {
  local line file=
  while IFS= read -r line; do
    case $line in
      '#.skein.crt' | '#.skein.pem')
        file=${line#'#'}
        (umask 077 && : >"$file")
        ;;
      '#.') return ;;
      *) [ -z "$file" ] || printf '%s\n' "$line" >>"$file" ;;
    esac
  done <"$HADOOP_TOKEN_FILE_LOCATION"
}

# Where the agent beside this script speaks Skein's protocol; it listens as soon as it runs.
await_skein_port() {
  local i
  for ((i = 0; i < 1000; i++)); do
    [ ! -s $state/skein.port ] || break
    sleep 0.02
  done
  [ ! -s $state/skein.port ] || export SKEIN_APPMASTER_ADDRESS=${NM_HOST:-localhost}:$(<$state/skein.port)
}

# The token is in the credentials, and not in the container's environment, because NodeManagers copy
# the script that sets the environment into the logs.
read_token() {
  local piece
  while IFS= read -r -d '' piece || [ -n "$piece" ]; do
    [[ $piece =~ JUPYTER_TOKEN=([A-Za-z0-9._~-]+) ]] || continue
    export JUPYTER_TOKEN=${BASH_REMATCH[1]}
    return
  done <"$HADOOP_TOKEN_FILE_LOCATION"
}

# One short write: a reader sees a whole line or none.
note_service() {
  echo "$*" >$state/service
  echo service >&3
}

taken() {
  local hex
  printf -v hex %04X "$1"
  grep -qsE "^ *[0-9]+: [0-9A-F]+:$hex [0-9A-F]+:[0-9A-F]+ 0A" /proc/net/tcp /proc/net/tcp6
}

# The first guess differs between applications and between containers, because many may start at
# once. Sets port; fails when none of the range is free.
find_port() {
  local first=$1 last=$2 guess=$3 size i
  size=$((last - first + 1)) port=$guess
  ((port >= first && port <= last)) ||
    port=$((first + (10#$number * 7 + 10#$attempt * 3 + 10#$cluster % 1000 + 10#$member * 11 - 11 + guess) % size))
  for ((i = 0; i < size; i++)); do
    [[ $chosen == *" $port "* ]] || taken "$port" || return 0
    port=$((first + (port + 1 - first) % size))
  done
  return 1
}

# The same ports for every run, so that addresses stay; others only when those are taken.
choose_ports() {
  local range=${HEDDLE_PORT_RANGE:-20000-29999} chosen=' ' wish name variable port guess=0 known
  : >$state/ports.new
  HEDDLE_PORTS=${HEDDLE_PORTS:-}
  for wish in ${HEDDLE_PORTS//\// }; do
    name=${wish%%=*} range=${wish#*=} guess=$((guess + 1)) known=
    [ ! -f $state/ports ] || known=$(awk -v name="$name" '$1 == name { print $2 }' $state/ports)
    find_port "${range%-*}" "${range#*-}" "${known:-$guess}" ||
      refuse "port $name cannot be had: ${range/%-${range%-*}/} is taken"
    chosen+="$port "
    variable=${name^^} variable=HEDDLE_PORT_${variable//-/_}
    export "$variable=$port"
    echo "$name $port" >>$state/ports.new
  done
  mv $state/ports.new $state/ports
  range=${HEDDLE_PORT_RANGE:-20000-29999} known=0
  [ ! -f $state/port ] || read -r known <$state/port
  find_port "${range%-*}" "${range#*-}" "$known" || refuse "no port of $range is free"
  echo "$port" >$state/port
  export HEDDLE_PORT=$port
}

# Ends a run before its process has begun.
refuse() {
  echo "$run was not started: $*" >$state/refused
  echo "not started: $*" >&2
  exit 98
}

# What has to be done before each start.
pre_start() {
  local code
  note_service $run preparing $BASHPID
  timeout -k 1 "$HEDDLE_PRE_START_TIMEOUT" /bin/bash $state/prestart.sh 3>&- 5>&-
  code=$?
  case $code in
    0) ;;
    124 | 137) refuse "its preStart command did not end within $HEDDLE_PRE_START_TIMEOUT s" ;;
    *) refuse "its preStart command ended with exit code $code" ;;
  esac
}

# A packed environment has kernelspecs that name an interpreter of the machine it was packed on.
# Those that cannot run here are copied with the prefix they have here and put on JUPYTER_PATH: the
# environment itself is shared between containers and stays as it is.
fix_kernelspecs() {
  local json text interpreter old new target fixed=
  for json in ./*/share/jupyter/kernels/*/kernel.json; do
    [ -f "$json" ] || continue
    text=$(<"$json")
    [[ $text =~ \"argv\"[[:space:]]*:[[:space:]]*\[[[:space:]]*\"(/[^\"]*)\" ]] || continue
    interpreter=${BASH_REMATCH[1]}
    [ ! -x "$interpreter" ] || continue
    new=$PWD/${json#./} new=${new%%/share/jupyter/kernels/*} old=${interpreter%/bin/*}
    target=${json%/kernel.json} target=$state/jupyter/kernels/${target##*/}
    mkdir -p "$target"
    cp -n "${json%/*}"/* "$target"/
    if [ -x "$new/bin/${interpreter##*/}" ] && [ -n "$old" ] && [ "$old" != "$interpreter" ]; then
      text=${text//"$old"/"$new"}
    else
      # Jupyter takes "python" and "python3" for the interpreter it runs on itself.
      text=${text//"$interpreter"/"${interpreter##*/}"}
    fi
    rm -f "$target/kernel.json"
    printf '%s\n' "$text" >"$target/kernel.json"
    fixed=1
  done
  [ -z "$fixed" ] || export JUPYTER_PATH=$PWD/$state/jupyter${JUPYTER_PATH:+:$JUPYTER_PATH}
}

# Runs in a child of this script, which becomes the service. The first run begins at once, each
# later one when the agent lets it. What the user sets wins, except where the agent has to look.
be_service() {
  local allowed=1 python=$bundle/python
  # Files of an earlier container come first; the agent then lets this run begin.
  case ${HEDDLE_WORKSPACE:-} in
    restore) allowed=0 ;;
    empty) [ $((10#$attempt)) = 1 ] || allowed=0 ;;
  esac
  exec </dev/null >>"$log_dir/$HEDDLE_SERVICE.log" 2>&1
  while [ "$allowed" != "$run" ]; do read -r -u 5 allowed; done
  [ "$run" = 1 ] || rm -f $state/runtime/nbserver-*.json $state/runtime/jpserver-*.json
  [ -z "${HEDDLE_WORKSPACE:-}" ] || export HEDDLE_WORKSPACE=$PWD/work
  export HOME=$PWD TMPDIR=$PWD/tmp LANG=${LANG:-C.UTF-8}
  export JUPYTER_CONFIG_DIR=$PWD/.jupyter IPYTHONDIR=$PWD/.ipython
  export HEDDLE_APPLICATION_ID=application_${cluster}_$number HEDDLE_CONTAINER_ID=$CONTAINER_ID
  export HEDDLE_INSTANCE=${HEDDLE_INSTANCE:-${HEDDLE_SERVICE}_0} HEDDLE_API=$PWD/$state/api
  export HEDDLE_URL=https://application-$cluster-$number
  export SKEIN_APPLICATION_ID=$HEDDLE_APPLICATION_ID SKEIN_CONTAINER_ID=$HEDDLE_INSTANCE
  # The application master may be elsewhere than when this container was launched.
  [ -z "${HEDDLE_APPMASTER_ADDRESS:-}" ] || [ ! -s $state/api/address ] ||
    read -r HEDDLE_APPMASTER_ADDRESS <$state/api/address
  choose_ports
  # Hadoop's clients go by it on clusters without Kerberos, whichever account the process has.
  [ -z "${HEDDLE_SKEIN:-}" ] || [ -z "${USER:-}" ] || export HADOOP_USER_NAME=$USER
  [ "${HEDDLE_SKEIN:-}" != serve ] || await_skein_port
  [ ! -f $state/env.sh ] || . $state/env.sh
  export JUPYTER_RUNTIME_DIR=$PWD/$state/runtime
  [[ $python == /* ]] || python=$PWD/$python
  export PYTHONPATH=${PYTHONPATH:+$PYTHONPATH:}$python
  [ "${HEDDLE_KERNELSPECS:-fix}" != fix ] || fix_kernelspecs
  unset HEDDLE_SPEC HEDDLE_SCRIPT HEDDLE_ENV HEDDLE_PRE_START HEDDLE_AGENT_COMMAND HEDDLE_SKEIN
  [ ! -f $state/prestart.sh ] || pre_start
  note_service $run running $BASHPID
  exec /bin/bash $state/script.sh 3>&- 5>&-
}

start_service() {
  run=$((run + 1))
  be_service &
  service=$!
}

# In a session of its own, so that a KILL to the container's process group leaves the agent time to
# end what Jupyter's kernels, which have their own sessions too, would outlive.
be_agent() {
  local java=java prefix=() training=() heap=28m code=8m
  exec <$state/ctl >>"$log_dir/agent.log" 2>&1 3>&- 5>&-
  [ "$1" = 0 ] || sleep "$1"
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS HEDDLE_SCRIPT HEDDLE_PRE_START
  # File names are bytes to Linux and text to Java, which goes by the locale.
  export LC_ALL=C.UTF-8
  export HEDDLE_LOG_DIR=$log_dir HEDDLE_SCRIPT_PID=$$ HEDDLE_AGENT_STARTS=$agent_starts
  [ -z "${HEDDLE_AGENT_COMMAND:-}" ] || exec /bin/bash -c "$HEDDLE_AGENT_COMMAND"
  [ ! -x "${JAVA_HOME:-}/bin/java" ] || java=$JAVA_HOME/bin/java
  ! type -P setsid >/dev/null || prefix=(setsid)
  [ "${HEDDLE_SKEIN:-}" != serve ] || heap=64m code=12m
  [ -z "${HEDDLE_CLASS_LIST:-}" ] || training=(-XX:DumpLoadedClassList="$HEDDLE_CLASS_LIST")
  exec ${prefix[@]+"${prefix[@]}"} nice -n 15 "$java" ${training[@]+"${training[@]}"} \
    -Xmx$heap -Xms4m -Xmn1m -Xss228k -XX:ReservedCodeCacheSize=$code -XX:+UseSerialGC \
    -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=15 -XX:Tier3InvocationThreshold=2000 \
    -XX:Tier3MinInvocationThreshold=1000 -XX:Tier3CompileThreshold=20000 \
    -XX:TieredStopAtLevel=1 -XX:-UsePerfData -XX:+IgnoreUnrecognizedVMOptions \
    -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 \
    -XX:SharedArchiveFile="$bundle/static.jsa" -Xshare:auto -Xlog:disable -Xlog:all=error:stderr \
    -XX:+ExitOnOutOfMemoryError -XX:-CreateCoredumpOnCrash -Djava.awt.headless=true \
    -Dsun.jnu.encoding=UTF-8 -Djava.net.preferIPv4Stack=true -Dsun.net.httpserver.nodelay=true \
    -Dsun.net.httpserver.maxReqTime=30 -Dsun.net.httpserver.maxRspTime=330 \
    -Djdk.httpserver.maxConnections=128 \
    -cp "$bundle/agent.jar" dev.heddle.appmaster.Main
}

start_agent() {
  agent_starts=$((agent_starts + 1)) agent_since=$SECONDS
  be_agent $((agent_deaths > 5)) &
  agent=$!
}

# The processes of this container: those with its id in their environment, those in its session and
# the descendants of both; but not this script, the agent in $1, or the script's ancestors. The
# parent is the NodeManager's wrapper: killing it would fail the application and leak the rest.
members() {
  local seeds
  seeds=$(grep -lzxsF "CONTAINER_ID=$CONTAINER_ID" /proc/[0-9]*/environ)
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v root=$$ -v spared="$1" -v seeds="${seeds//[^0-9]/ }" '
    {
      pid = $1; line = $0; sub(/^.*\) /, "", line); split(line, field, " ")
      if (field[1] != "Z") { parent[pid] = field[2]; session[pid] = field[4] }
    }
    END {
      count = split(seeds, list, " ")
      for (i = 1; i <= count; i++) member[list[i]] = 1
      for (pid in parent) if (session[pid] == root) member[pid] = 1
      member[root] = 1
      count = split(spared, list, " ")
      for (i = 1; i <= count; i++) keep[list[i]] = 1
      do {
        grew = 0
        for (pid in parent)
          if (!(pid in member) && (parent[pid] in member) && !(parent[pid] in keep)) {
            member[pid] = 1; grew = 1
          }
      } while (grew)
      for (pid = root; pid in parent; pid = parent[pid]) keep[pid] = 1
      for (pid in member) if ((pid in parent) && !(pid in keep)) print pid
    }'
}

# Kills until a look finds nobody: processes may fork while they are being killed.
sweep() {
  local self=$BASHPID found round
  for round in 1 2 3 4 5; do
    # The look itself shows up in its own result, but is gone by the time it is read.
    found=$(members "$self ${1:-}")
    [ -n "$found" ] && kill -KILL $found 2>/dev/null || break
  done
}

# With a workspace the agent is spared for as long as it can be: it saves what has just changed.
end_all() {
  sleep 0.12
  sweep ${HEDDLE_WORKSPACE:+"$agent"}
  [ -n "${HEDDLE_WORKSPACE:-}" ] || return 0
  sleep 0.09
  sweep
}

# YARN leaves a quarter of a second between TERM and KILL.
on_term() {
  [ -z "$stopping" ] || return 0
  stopping=1
  echo term >&3
  [ -z "$service" ] || kill -TERM "$service"
  end_all 3>&- 5>&- &
  sweeper=$!
}

# Waits until something ended or a signal came. Sets finished to a child that ended, and code to how;
# another call tells the next. bash tells each end once and may drop the second of two that come
# together while a loop or another command runs, so nothing may come between look and wait.
next_exit() {
  if [ -n "$service" ] && ! kill -0 "$service" 2>/dev/null; then
    finished=$service
  elif [ -n "$agent" ] && ! kill -0 "$agent" 2>/dev/null; then
    finished=$agent
  else
    finished=
    wait -n
    code=$?
    return
  fi
  local remembered
  wait "$finished"
  remembered=$?
  # 127: the wait above has told it, and bash has forgotten.
  [ $remembered = 127 ] || code=$remembered
}

service_exited() {
  note_service $run exited "$1"
  service=
  sweep "$agent"
  start_service
}

agent_exited() {
  agent=
  case $1 in
    0 | 20 | 21)
      sweep
      exit $(($1 == 0 ? 0 : 1))
      ;;
  esac
  ((SECONDS - agent_since < 60)) || agent_deaths=0
  agent_deaths=$((agent_deaths + 1))
  if ((agent_deaths > 10)); then
    echo "the agent ended $agent_deaths times in a row, last with code $1; see agent.log" >&2
    sweep
    exit 70
  fi
  start_agent
}

prepare
[ ! -f "${HADOOP_TOKEN_FILE_LOCATION:-}" ] || LC_ALL=C read_token
trap on_term TERM INT HUP
[ ! -f $state/script.sh ] || start_service
start_agent
while :; do
  next_exit
  if [ -n "$stopping" ]; then
    wait "$sweeper"
    exit 143
  fi
  case $finished in
    '') ;;
    "$service") service_exited "$code" ;;
    "$agent") agent_exited "$code" ;;
  esac
done
