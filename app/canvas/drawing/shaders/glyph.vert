#version 440

layout(location = 0) in vec4 position;
layout(location = 1) in vec2 place;
layout(location = 2) in vec4 tint;

layout(location = 0) out vec2 texturePlace;
layout(location = 1) out vec4 colour;

layout(std140, binding = 0) uniform Uniforms {
    mat4 qt_Matrix;
    float qt_Opacity;
};

void main()
{
    texturePlace = place;
    colour = tint * qt_Opacity;
    gl_Position = qt_Matrix * position;
}
