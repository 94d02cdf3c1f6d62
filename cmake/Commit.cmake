# Run as a script: writes into FILE the commit that SOURCE is at, and only if it differs from what FILE says.
set(commit "unknown")
find_program(git git)
if(git)
  # --match: tags are not looked for, the commit itself is what is wanted.
  execute_process(COMMAND "${git}" describe --always --abbrev=12 --dirty=-changed --match "-"
    WORKING_DIRECTORY "${SOURCE}" OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE failed ERROR_QUIET)
  if(NOT failed AND found)
    set(commit "${found}")
  endif()
endif()
file(CONFIGURE OUTPUT "${FILE}" CONTENT "#define PLIMSOLL_COMMIT \"${commit}\"\n" @ONLY)
