# One Python for the whole build: it runs the tests, and the package is built for it.
#
# A version manager may put another python3 first on the PATH, which has none of the packages that
# tools/setup.sh installs. So the system's own is taken where it can build extensions; an active virtual
# environment, a pip that builds the wheel, or -DPython_EXECUTABLE=... comes first.
if(NOT Python_EXECUTABLE AND NOT DEFINED ENV{VIRTUAL_ENV} AND EXISTS /usr/bin/python3-config)
  set(Python_EXECUTABLE /usr/bin/python3 CACHE FILEPATH "The Python interpreter")
endif()
if(PLIMSOLL_PYTHON)
  find_package(Python 3.10 REQUIRED COMPONENTS Interpreter Development.Module)
elseif(PLIMSOLL_TESTS)
  find_package(Python 3.9 REQUIRED COMPONENTS Interpreter)
endif()
# The tests ask for Python3.
if(Python_EXECUTABLE)
  set(Python3_EXECUTABLE "${Python_EXECUTABLE}")
endif()
