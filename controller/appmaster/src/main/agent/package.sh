#!/bin/bash
# package.sh DIR JAVA_HOME: DIR/agent.jar becomes DIR/agent.tar with its SHA-256 beside it.
#
# The class-data archive is valid only for this jar (path, time and size) and this JDK; with another
# JDK the agent runs without it. The jar's time is set to 0, which survives localization, and the
# archive is made under the relative path that containers use. A JDK does not write the same archive
# twice, so nothing is done when nothing that goes in has changed: the package keeps its name in
# HDFS. The classes come from classes.lst; docs/design/agent.md says how to write it anew.
set -eu
dir=$1 java=$2/bin/java
here=$(cd "$(dirname "$0")" && pwd)
cd "$dir"
python=$here/../python
inputs=$({
  "$java" -version 2>&1
  cat agent.jar "$here"/{run.sh,package.sh,classes.lst}
  find "$python" -name '*.py' -print0 | sort -z | xargs -0 cat
} | sha256sum)
if [ -f agent.tar.sha256 ] && [ "$inputs" = "$(cat inputs 2>/dev/null)" ] &&
  sha256sum --check --status agent.tar.sha256; then
  exit 0
fi
rm -rf root inputs agent.tar agent.tar.sha256
mkdir -p root/agent.d/python
cp agent.jar "$here/run.sh" root/agent.d/
cp -R "$python/skein" root/agent.d/python/
find root/agent.d/python -name __pycache__ -prune -exec rm -rf {} +
touch -d @0 root/agent.d/agent.jar
cd root
"$java" -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile="$here/classes.lst" \
  -XX:SharedArchiveFile=agent.d/static.jsa -cp agent.d/agent.jar >../dump.log 2>&1 || {
  tail -5 ../dump.log >&2
  exit 1
}
chmod -R u=rwX,go=rX agent.d
chmod 755 agent.d/run.sh
tar --format=gnu --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
  -cf ../agent.tar -C agent.d .
cd ..
rm -rf root
sha256sum agent.tar >agent.tar.sha256
echo "$inputs" >inputs
