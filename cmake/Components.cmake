# plimsoll_component(<name> <further files...>) adds one kind of part: its sources, its test, its line in the
# catalogue.
function(plimsoll_component name)
  if(NOT EXISTS "${PROJECT_SOURCE_DIR}/tests/components/${name}_test.cpp")
    message(FATAL_ERROR "component '${name}' has no tests/components/${name}_test.cpp")
  endif()
  foreach(file IN ITEMS ${name} ${ARGN})
    target_sources(plimsoll_models PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/${file}.cpp")
  endforeach()
  set_property(GLOBAL APPEND PROPERTY PLIMSOLL_COMPONENTS "${name}")
endfunction()

# plimsoll_write_catalogue(<file>) writes one PLIMSOLL_COMPONENT(<name>) line per kind, sorted.
function(plimsoll_write_catalogue file)
  get_property(names GLOBAL PROPERTY PLIMSOLL_COMPONENTS)
  list(SORT names)
  set(text "")
  foreach(name IN LISTS names)
    string(APPEND text "PLIMSOLL_COMPONENT(${name})\n")
  endforeach()
  file(CONFIGURE OUTPUT "${file}" CONTENT "${text}" @ONLY)
endfunction()
