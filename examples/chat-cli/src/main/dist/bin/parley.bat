@echo off
rem parley: asks a language model. Needs a Java of 17 or newer, by JAVA_HOME or on the PATH.
setlocal
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable -cp "%~dp0..\lib\*" dev.parley.cli.Main %*
exit /b %ERRORLEVEL%
