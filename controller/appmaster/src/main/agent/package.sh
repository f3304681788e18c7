#!/bin/bash
# package.sh DIR JAVA_HOME: DIR/agent.jar becomes DIR/agent.tar with its SHA-256 beside it.
#
# The class-data archive is valid only for this jar (name, time and size) and this JDK; with another
# JDK the agent runs without it. The jar's time is set to 0, which survives localization, and the
# archive is made under the relative path that containers use. The classes come from classes.lst,
# which src/test/agent/classes.sh writes anew.
set -eu
dir=$1 java=$2/bin/java
here=$(cd "$(dirname "$0")" && pwd)
cd "$dir"
rm -rf root agent.tar agent.tar.sha256
mkdir -p root/agent.d
cp agent.jar "$here/run.sh" root/agent.d/
touch -d @0 root/agent.d/agent.jar
cd root
if [ -f "$here/classes.lst" ]; then
  "$java" -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile="$here/classes.lst" \
    -XX:SharedArchiveFile=agent.d/static.jsa -cp agent.d/agent.jar >../dump.log 2>&1 || {
    tail -5 ../dump.log >&2
    exit 1
  }
fi
find agent.d -exec touch -d @0 {} +
chmod -R u=rwX,go=rX agent.d
chmod 755 agent.d/run.sh
tar --format=gnu --sort=name --owner=0 --group=0 --numeric-owner -cf ../agent.tar -C agent.d .
cd ..
sha256sum agent.tar >agent.tar.sha256
rm -rf root
